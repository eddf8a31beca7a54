/** On the audio thread: whatever sound comes in becomes 16 kHz mono PCM in frames of 100 ms, each with its level. */
import { mixdown, toSamples } from '../../../src/audio/mono-speech.ts';
import { pcmOf, SAMPLE_RATE_HZ, samplesOf } from '../../../src/audio/pcm.ts';
import { StreamResampler } from '../../../src/audio/stream-resampler.ts';
import { rms } from '../../../src/audio/volume.ts';
import { PcmSlicer } from '../../../src/client/pcm-slicer.ts';
import { CAPTURE_PROCESSOR, type CapturedFrame } from './captured-frame.ts';

/** What this thread has; TypeScript's browser library does not know it. */
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class CaptureProcessor extends AudioWorkletProcessor {
  readonly #resampler = new StreamResampler(sampleRate, SAMPLE_RATE_HZ);
  readonly #slicer = new PcmSlicer();

  process([input]: readonly (readonly Float32Array[])[]): boolean {
    if (input === undefined || input.length === 0) return true;
    const samples = this.#resampler.push(mixdown(input));
    for (const bytes of this.#slicer.push(pcmOf(toSamples(samples)))) {
      const pcm = bytes.slice();
      const frame: CapturedFrame = { pcm, level: rms(samplesOf(pcm)) };
      this.port.postMessage(frame, [pcm.buffer]);
    }
    return true;
  }
}

registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor);
