/** Real sound as the page measures it: frames of 100 ms with their level, peak and clipped share. */
import { SAMPLE_RATE_HZ } from '../../src/audio/pcm.ts';
import { rms } from '../../src/audio/volume.ts';
import { Chance } from '../../testkit/chance.ts';
import { InputMeter } from '../../web/src/speak/mic/input-meter.ts';
import { concat, scale, silence, synthesise } from '../support/speech.ts';

const FRAME_SAMPLES = SAMPLE_RATE_HZ / 10;
const FULL_SCALE = 32_768;

export interface MeasuredFrame {
  readonly level: number;
  readonly peak: number;
  readonly clipped: number;
}

/** @returns the whole frames. */
export function framesOf(samples: Int16Array): MeasuredFrame[] {
  const meter = new InputMeter();
  return Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, at) => {
    const frame = samples.subarray(at * FRAME_SAMPLES, (at + 1) * FRAME_SAMPLES);
    meter.push([frame], FULL_SCALE);
    return { level: rms(frame), ...meter.take() };
  });
}

/** Several sentences with pauses. @param level root mean square of the loudest frame, 0..1; above 0.3 it clips. */
export async function speech(level: number, seconds: number): Promise<Int16Array> {
  const sentence = await synthesise('Good morning, everybody. The people are here today, and the work goes on.');
  const said = concat(sentence, silence(400));
  const loudest = Math.max(...framesOf(said).map((frame) => frame.level));
  const times = Math.ceil((seconds * SAMPLE_RATE_HZ) / said.length);
  const whole = concat(...Array.from({ length: times }, () => said));
  return scale(whole.subarray(0, seconds * SAMPLE_RATE_HZ), level / loudest);
}

/** The noise of a room, or of a fan. @param level root mean square, 0..1. */
export function noise(level: number, seconds: number): Int16Array {
  const chance = new Chance(1);
  const half = level * Math.sqrt(3) * FULL_SCALE;
  return Int16Array.from({ length: seconds * SAMPLE_RATE_HZ }, () => Math.round((chance.next() * 2 - 1) * half));
}

/** Both at once. */
export function mixed(a: Int16Array, b: Int16Array): Int16Array {
  return a.map((sample, at) => sample + (b[at] ?? 0));
}
