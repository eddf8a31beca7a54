/** Changes the rate of 16-bit speech by a polyphase low-pass filter (Kaiser-windowed sinc). Keeps no state between calls. */

/** Zero crossings of the sinc either side of its centre; with the window below, aliases stay under -70 dB. */
const ZERO_CROSSINGS = 24;
const KAISER_BETA = 8;
/** The passband ends at this part of the lower Nyquist frequency. */
const PASSBAND = 0.91;
const MAX_PHASES = 1_024;

export class Resampler {
  readonly #up: number;
  readonly #down: number;
  readonly #taps: number;
  /** One filter for each position an output sample may have between two input samples. */
  readonly #phases: readonly Float64Array[];

  /** @throws RangeError when the rates are no positive integers or have no small common ratio. */
  constructor(fromHz: number, toHz: number) {
    if (![fromHz, toHz].every((hz) => Number.isInteger(hz) && hz > 0))
      throw new RangeError(`Bad rates: ${fromHz}, ${toHz}`);
    const common = greatestCommonDivisor(fromHz, toHz);
    this.#up = toHz / common;
    this.#down = fromHz / common;
    if (this.#up > MAX_PHASES) throw new RangeError(`No small ratio between ${fromHz} and ${toHz} Hz`);
    /** In cycles per input sample. */
    const cutoff = (Math.min(fromHz, toHz) / 2 / fromHz) * PASSBAND;
    const half = Math.ceil(ZERO_CROSSINGS / (2 * cutoff));
    this.#taps = half * 2;
    this.#phases = Array.from({ length: this.#up }, (_, phase) => lowPass(half, phase / this.#up, cutoff));
  }

  /** As many samples as last as long at the new rate, rounded up. */
  resample(samples: Int16Array): Int16Array {
    const half = this.#taps / 2;
    const out = new Int16Array(Math.ceil((samples.length * this.#up) / this.#down));
    for (let i = 0; i < out.length; i += 1) {
      const position = i * this.#down;
      const filter = this.#phases[position % this.#up] ?? new Float64Array(0);
      const first = Math.floor(position / this.#up) - half + 1;
      let sum = 0;
      for (let tap = Math.max(0, -first); tap < this.#taps && first + tap < samples.length; tap += 1) {
        sum += (samples[first + tap] ?? 0) * (filter[tap] ?? 0);
      }
      out[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
    }
    return out;
  }
}

/** The filter for an output sample `offset` (0..1) after its input sample; its gain at 0 Hz is exactly 1. */
function lowPass(half: number, offset: number, cutoff: number): Float64Array {
  const taps = Float64Array.from({ length: half * 2 }, (_, tap) => {
    const distance = tap - half + 1 - offset;
    const window = bessel(KAISER_BETA * Math.sqrt(Math.max(0, 1 - (distance / half) ** 2)));
    return sinc(2 * cutoff * distance) * window;
  });
  const gain = taps.reduce((sum, tap) => sum + tap, 0);
  return taps.map((tap) => tap / gain);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The modified Bessel function of order 0; its series has converged after 30 terms for what is asked here. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 30; k += 1) {
    term *= (x / 2 / k) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
