/**
 * Changes the sampling rate of one channel that comes piece by piece, as from a microphone. The result does not depend
 * on how the input is cut. Holds only the samples that the filter still needs.
 */
import { checkRate, createKernel, type SincKernel, weighted } from './sinc-kernel.ts';

export class StreamResampler {
  readonly #kernel: SincKernel | undefined;
  readonly #fromHz: number;
  readonly #toHz: number;
  /** Samples that the next outputs need. */
  #held = new Float32Array(0);
  /** Position of the start of `#held`, in samples of the input. */
  #heldFrom: number;
  #taken = 0;
  #given = 0;

  /** @throws RangeError for a rate that is not a whole number of Hz from 4,000 to 384,000. */
  constructor(fromHz: number, toHz: number) {
    checkRate(fromHz);
    checkRate(toHz);
    this.#fromHz = fromHz;
    this.#toHz = toHz;
    this.#kernel = fromHz === toHz ? undefined : createKernel(fromHz, toHz);
    this.#heldFrom = 0;
  }

  /** @returns a copy of the samples that are complete now; they lag by the filter's reach, 2 ms at 16 kHz. */
  push(samples: Float32Array): Float32Array {
    if (this.#kernel === undefined) return samples.slice();
    this.#append(samples);
    this.#taken += samples.length;
    return this.#give(this.#kernel, this.#taken - this.#kernel.reach);
  }

  /** Ends the input. @returns the last samples, as if silence followed. The resampler must not be used again. */
  flush(): Float32Array {
    if (this.#kernel === undefined) return new Float32Array(0);
    const all = Math.round((this.#taken * this.#toHz) / this.#fromHz);
    return this.#give(this.#kernel, Number.POSITIVE_INFINITY, all);
  }

  #append(samples: Float32Array): void {
    const joined = new Float32Array(this.#held.length + samples.length);
    joined.set(this.#held);
    joined.set(samples, this.#held.length);
    this.#held = joined;
  }

  /** @param before Outputs at input samples before this one are complete. @param most Limit of all outputs together. */
  #give(kernel: SincKernel, before: number, most = Number.POSITIVE_INFINITY): Float32Array {
    const { inSteps, outSteps, reach } = kernel;
    const inputOf = (n: number) => Math.floor((n * inSteps) / outSteps);
    let end = this.#given;
    while (end < most && inputOf(end) < before) end += 1;
    const out = new Float32Array(end - this.#given).map((_, i) => {
      const n = this.#given + i;
      return weighted(this.#held, kernel.phase((n * inSteps) % outSteps), inputOf(n) - reach + 1 - this.#heldFrom);
    });
    this.#given = end;
    const needed = Math.min(this.#taken, Math.max(this.#heldFrom, inputOf(end) - reach + 1));
    this.#held = this.#held.slice(needed - this.#heldFrom);
    this.#heldFrom = needed;
    return out;
  }
}
