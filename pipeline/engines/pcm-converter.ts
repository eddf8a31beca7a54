/** Turns the WAV of a speech program into the pipeline's PCM: 16-bit little-endian, mono, 16 kHz. Keeps the filters it made. */
import { BoundedMap } from '../../src/audio/bounded-map.ts';
import { Resampler } from './resampler.ts';
import { readWavSpeech } from './wav-speech.ts';

const SAMPLE_RATE_HZ = 16_000;
const MAX_RATES = 4;

export class PcmConverter {
  readonly #resamplers = new BoundedMap<number, Resampler>(MAX_RATES);

  /** No bytes where the WAV is empty or silent. @throws Error saying what is wrong with the WAV. */
  toPcm(wav: Buffer): Uint8Array {
    if (wav.length === 0) return new Uint8Array(0);
    const { sampleRateHz, samples } = readWavSpeech(wav);
    // Text without a sound in it comes out as a few milliseconds of zeros.
    if (samples.every((sample) => sample === 0)) return new Uint8Array(0);
    return toBytes(sampleRateHz === SAMPLE_RATE_HZ ? samples : this.#resampler(sampleRateHz).resample(samples));
  }

  #resampler(sampleRateHz: number): Resampler {
    const known = this.#resamplers.get(sampleRateHz);
    if (known !== undefined) return known;
    const made = new Resampler(sampleRateHz, SAMPLE_RATE_HZ);
    this.#resamplers.set(sampleRateHz, made);
    return made;
  }
}

function toBytes(samples: Int16Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(samples.length * 2));
  for (let i = 0; i < samples.length; i += 1) bytes.setInt16(i * 2, samples[i] ?? 0, true);
  return new Uint8Array(bytes.buffer);
}
