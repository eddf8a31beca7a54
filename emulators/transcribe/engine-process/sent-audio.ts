/** The end of what a stream has sent, kept so that another process can go on from a resting point. Pure. */
import { bytesToSamples, samplesToBytes } from '../../../src/audio/pcm.ts';

/** Positions are samples on the stream's clock; whole samples of 16-bit PCM go in and come out. */
export class SentAudio {
  readonly #chunks: Uint8Array[] = [];
  #from = 0;
  #to = 0;

  /** Where what is kept begins. */
  get from(): number {
    return this.#from;
  }

  /** Samples so far, kept or not. */
  get to(): number {
    return this.#to;
  }

  /** @param pcm Kept as it is: nobody writes to it any more. */
  push(pcm: Uint8Array): void {
    this.#chunks.push(pcm);
    this.#to += bytesToSamples(pcm.length);
  }

  /** Lets go of whole chunks before the sample. */
  forgetBefore(sample: number): void {
    for (let first = this.#chunks[0]; first !== undefined; first = this.#chunks[0]) {
      const end = this.#from + bytesToSamples(first.length);
      if (end > sample) return;
      this.#chunks.shift();
      this.#from = end;
    }
  }

  /** From the sample on, which must be one that is kept, to the end. */
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
