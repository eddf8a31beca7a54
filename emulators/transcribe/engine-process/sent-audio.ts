/** The newest audio of a stream, kept so that another process can continue from a resting point. Pure. */
import { bytesToSamples, samplesToBytes } from '../../../src/audio/pcm.ts';

/** Positions are samples on the stream's clock. Audio is whole samples of 16-bit PCM. */
export class SentAudio {
  readonly #chunks: Uint8Array[] = [];
  #from = 0;
  #to = 0;

  /** Position of the first sample that is kept. */
  get from(): number {
    return this.#from;
  }

  /** Number of samples so far, kept or not. */
  get to(): number {
    return this.#to;
  }

  /** @param pcm is kept without a copy, so it must not be changed. */
  push(pcm: Uint8Array): void {
    this.#chunks.push(pcm);
    this.#to += bytesToSamples(pcm.length);
  }

  /** Drops the chunks that are completely before the sample. */
  forgetBefore(sample: number): void {
    for (let first = this.#chunks[0]; first !== undefined; first = this.#chunks[0]) {
      const end = this.#from + bytesToSamples(first.length);
      if (end > sample) return;
      this.#chunks.shift();
      this.#from = end;
    }
  }

  /** @param sample one that is kept. @returns the audio from this sample to the end. */
  since(sample: number): Uint8Array[] {
    const chunks: Uint8Array[] = [];
    let from = this.#from;
    for (const chunk of this.#chunks) {
      const end = from + bytesToSamples(chunk.length);
      if (end > sample) chunks.push(sample > from ? chunk.subarray(samplesToBytes(sample - from)) : chunk);
      from = end;
    }
    return chunks;
  }
}
