/** Samples for the loudspeaker at its own rate, pulled from a source at 16 kHz. Pure. */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import { StreamResampler } from '../../../src/audio/stream-resampler.ts';

/** @param nowMs The time of the first sample. */
export type Read = (out: Float32Array, nowMs: number) => void;

/** Samples that are pulled at a time if the rates differ: 8 ms. */
const BLOCK = 128;

export class Output {
  readonly #read: Read;
  readonly #rateHz: number;
  readonly #resampler: StreamResampler | undefined;
  readonly #block = new Float32Array(BLOCK);
  /** Samples at the loudspeaker's rate that were not asked for yet: less than a block and a filter's reach. */
  #rest: Float32Array = new Float32Array(0);

  /** @param rateHz The loudspeaker's: a whole number from 4,000 to 384,000. @throws RangeError for another. */
  constructor(read: Read, rateHz: number) {
    this.#read = read;
    this.#rateHz = rateHz;
    this.#resampler = rateHz === SAMPLE_RATE_HZ ? undefined : new StreamResampler(SAMPLE_RATE_HZ, rateHz);
  }

  /** Fills `out` with the next samples. @param nowMs The time of the first one, on a clock that never goes back. */
  fill(out: Float32Array, nowMs: number): void {
    if (this.#resampler === undefined) {
      this.#read(out, nowMs);
      return;
    }
    let filled = 0;
    while (filled < out.length) {
      if (this.#rest.length === 0) this.#rest = this.#pull(this.#resampler, nowMs + (filled / this.#rateHz) * 1_000);
      const piece = this.#rest.subarray(0, out.length - filled);
      out.set(piece, filled);
      filled += piece.length;
      this.#rest = this.#rest.subarray(piece.length);
    }
  }

  #pull(resampler: StreamResampler, nowMs: number): Float32Array {
    this.#read(this.#block, nowMs);
    return resampler.push(this.#block);
  }
}
