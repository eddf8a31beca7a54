/** On the audio thread: whatever sound comes in becomes 16 kHz mono PCM in frames of 100 ms, each with its level. */
import { StreamResampler } from '../../../src/audio/stream-resampler.ts';
import { PcmSlicer } from '../../../src/client/pcm-slicer.ts';
import { CAPTURE_PROCESSOR, type CapturedFrame } from './captured-frame.ts';

/** What this thread has; TypeScript's browser library does not know it. */
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const TO_HZ = 16_000;

class CaptureProcessor extends AudioWorkletProcessor {
  readonly #resampler = new StreamResampler(sampleRate, TO_HZ);
  readonly #slicer = new PcmSlicer();

  process([input]: readonly (readonly Float32Array[])[]): boolean {
    const [first, ...others] = input ?? [];
    if (first === undefined) return true;
    const mono = others.length === 0 ? first : first.map((sample, i) => mean(sample, others, i));
    const samples = this.#resampler.push(mono);
    for (const bytes of this.#slicer.push(new Uint8Array(pcm16(samples).buffer))) {
      const pcm = bytes.slice();
      const frame: CapturedFrame = { pcm, level: levelOf(new Int16Array(pcm.buffer)) };
      this.port.postMessage(frame, [pcm.buffer]);
    }
    return true;
  }
}

function mean(sample: number, others: readonly Float32Array[], at: number): number {
  return others.reduce((sum, channel) => sum + (channel[at] ?? 0), sample) / (others.length + 1);
}

function pcm16(samples: Float32Array): Int16Array<ArrayBuffer> {
  return Int16Array.from(samples, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))));
}

function levelOf(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / samples.length);
}

registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor);
