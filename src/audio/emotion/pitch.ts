/** Finds the pitch of a short stretch of sound by comparing it with itself. The same at any loudness. */

const LOWEST_HZ = 60;
const HIGHEST_HZ = 400;
/** How alike a sound and its echo one period on must be to count as voice; noise reaches about 0.35. */
const VOICED_LIKENESS = 0.6;
/** An echo this near to the best one is taken if it comes earlier: the best may be two periods on. */
const NEAR_BEST = 0.9;

/**
 * Written anew by each call, and larger for longer sounds. Arrays of this size live outside the heap: making them afresh
 * for every 40 ms of every session costs more than filling them.
 */
let scratch = scratchFor(256);

function scratchFor(samples: number) {
  const doubles = () => new Float64Array(samples + 4);
  return { samples, likeness: doubles(), products: doubles(), before: doubles(), from: doubles() };
}

/**
 * Hz between 60 and 400, or 0 where there is no pitch.
 * @param samples at least two periods of the lowest pitch sought, any scale.
 */
export function pitchOf(samples: Float32Array, sampleRateHz: number): number {
  const from = Math.floor(sampleRateHz / HIGHEST_HZ);
  const to = Math.min(Math.ceil(sampleRateHz / LOWEST_HZ), samples.length >> 1);
  if (samples.length > scratch.samples) scratch = scratchFor(samples.length);
  const { likeness } = scratch;
  const energy = energyOf(samples);
  const products = productsOf(samples, from - 1, to + 1);
  let best = 0;
  for (let lag = from - 1; lag <= to + 1; lag++) {
    const value = likenessOf(products[lag] as number, energy, samples.length, lag);
    likeness[lag] = value;
    if (lag >= from && lag <= to && value > best) best = value;
  }
  if (best < VOICED_LIKENESS) return 0;
  for (let lag = from; lag <= to; lag++) {
    const here = likeness[lag] as number;
    const before = likeness[lag - 1] as number;
    const after = likeness[lag + 1] as number;
    if (here >= best * NEAR_BEST && here >= before && here >= after) {
      return sampleRateHz / (lag + peakOffset(before, here, after));
    }
  }
  return 0; // likeness only falls from the shortest echo on: a rumble, not a voice
}

/** Sums of squares, taken once for all lags: summed again for each they would be two thirds of the work. */
interface Energy {
  /** Of the first so many samples. */
  readonly before: Float64Array;
  /** Of the samples from there on. Summed from the end and not taken from a difference, which could be under 0. */
  readonly from: Float64Array;
}

function energyOf(samples: Float32Array): Energy {
  const { length } = samples;
  const { before, from } = scratch;
  before[0] = 0;
  from[length] = 0;
  for (let i = 0; i < length; i++) before[i + 1] = (before[i] as number) + (samples[i] as number) ** 2;
  for (let i = length - 1; i >= 0; i--) from[i] = (from[i + 1] as number) + (samples[i] as number) ** 2;
  return { before, from };
}

/** -1..1: how alike the sound is to itself `lag` samples on; 0 for silence. */
function likenessOf(product: number, { before, from }: Energy, length: number, lag: number): number {
  const scale = Math.sqrt((before[length - lag] as number) * (from[lag] as number));
  return scale > 0 ? product / scale : 0;
}

/**
 * By lag: the sum of each sample times the one `lag` samples on. Four lags at a time, so that each sample is read once for
 * all four: this is where most of the time for a chunk goes, and it is a third of what it is lag by lag. No arrays, which
 * would be most of the garbage of a chunk.
 */
function productsOf(samples: Float32Array, first: number, last: number): Float64Array {
  const { products } = scratch;
  for (let lag = first; lag <= last; lag += 4) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let echoA = samples[lag] as number;
    let echoB = samples[lag + 1] as number;
    let echoC = samples[lag + 2] as number;
    const shared = samples.length - lag - 3;
    for (let i = 0; i < shared; i++) {
      const sample = samples[i] as number;
      const echoD = samples[i + lag + 3] as number;
      a += sample * echoA;
      b += sample * echoB;
      c += sample * echoC;
      d += sample * echoD;
      echoA = echoB;
      echoB = echoC;
      echoC = echoD;
    }
    // The shorter the lag, the more samples have an echo.
    const x = samples[shared] as number;
    const y = samples[shared + 1] as number;
    const z = samples[shared + 2] as number;
    products[lag] = a + x * echoA + y * echoB + z * echoC;
    products[lag + 1] = b + x * echoB + y * echoC;
    products[lag + 2] = c + x * echoC;
    products[lag + 3] = d;
  }
  return products;
}

/** Where between two samples the top of the parabola through three points lies, -0.5..0.5. */
function peakOffset(before: number, here: number, after: number): number {
  const bend = before - 2 * here + after;
  return bend === 0 ? 0 : (before - after) / (2 * bend);
}
