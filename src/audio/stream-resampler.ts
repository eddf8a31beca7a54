/**
 * Changes the sampling rate of one channel that comes piece by piece, as a microphone gives it: the same samples as
 * `resample` gives of the whole. Holds the filter's reach of samples and no more.
 */
import { checkRate, kernelOf, type SincKernel, weighted } from './sinc-kernel.ts';

export class StreamResampler {
  readonly #kernel: SincKernel | undefined;
  readonly #fromHz: number;
  readonly #toHz: number;
  /** Samples the next outputs still need, then room. */
  #held = new Float32Array(0);
  /** Where `#held` begins, in samples of the input; negative before the first. */
  #heldFrom: number;
  #taken = 0;
  #given = 0;

  /** @throws RangeError for a rate that is no whole number of Hz from 4,000 to 384,000. */
  constructor(fromHz: number, toHz: number) {
    checkRate(fromHz);
    checkRate(toHz);
    this.#fromHz = fromHz;
    this.#toHz = toHz;
    this.#kernel = fromHz === toHz ? undefined : kernelOf(fromHz, toHz);
    this.#heldFrom = 0;
  }

  /** @returns the samples that are complete now, in memory of their own; they lag by the filter's reach, 2 ms at 16 kHz. */
  push(samples: Float32Array): Float32Array {
    if (this.#kernel === undefined) return samples.slice();
    this.#append(samples);
    this.#taken += samples.length;
    return this.#give(this.#kernel, this.#taken - this.#kernel.reach);
  }

  /** The end: the rest, as if silence followed. The resampler may not be used again. */
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

  /** @param before Outputs that fall on input samples before this one are complete. @param most Outputs in all. */
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
