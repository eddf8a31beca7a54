/** Finds the pitch of a short piece of sound by autocorrelation. Independent of loudness. */

const LOWEST_HZ = 60;
const HIGHEST_HZ = 400;
/** Least correlation of a sound with itself one period later to count as voice; noise reaches about 0.35. */
const VOICED_LIKENESS = 0.6;
/** An earlier peak with at least this share of the best correlation is taken: the best one may be two periods later. */
const NEAR_BEST = 0.9;

/**
 * Overwritten by each call, and replaced by a larger one for longer sounds. Arrays of this size are outside the heap:
 * allocating them for every 40 ms of every session costs more than filling them.
 */
let scratch = scratchFor(256);

function scratchFor(samples: number) {
  const doubles = () => new Float64Array(samples + 4);
  return { samples, likeness: doubles(), products: doubles(), before: doubles(), from: doubles() };
}

/**
 * @param samples at least two periods of the lowest pitch, in any scale.
 * @returns Hz between 60 and 400, or 0 if there is no pitch.
 */
export function measurePitch(samples: Float32Array, sampleRateHz: number): number {
  const from = Math.floor(sampleRateHz / HIGHEST_HZ);
  const to = Math.min(Math.ceil(sampleRateHz / LOWEST_HZ), samples.length >> 1);
  if (samples.length > scratch.samples) scratch = scratchFor(samples.length);
  const { likeness } = scratch;
  const energy = sumEnergy(samples);
  const products = sumProducts(samples, from - 1, to + 1);
  let best = 0;
  for (let lag = from - 1; lag <= to + 1; lag++) {
    const value = correlation(products[lag] as number, energy, samples.length, lag);
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
  return 0; // the correlation has no peak, it only falls: a rumble, not a voice
}

/** Sums of squares, computed once for all lags: computed for each lag they would be two thirds of the work. */
interface Energy {
  /** By index: the sum over the samples before it. */
  readonly before: Float64Array;
  /** By index: the sum over the samples from it on. Summed from the end, as a difference could be negative. */
  readonly from: Float64Array;
}

function sumEnergy(samples: Float32Array): Energy {
  const { length } = samples;
  const { before, from } = scratch;
  before[0] = 0;
  from[length] = 0;
  for (let i = 0; i < length; i++) before[i + 1] = (before[i] as number) + (samples[i] as number) ** 2;
  for (let i = length - 1; i >= 0; i--) from[i] = (from[i + 1] as number) + (samples[i] as number) ** 2;
  return { before, from };
}

/** @returns the correlation of the sound with itself `lag` samples later, -1..1; 0 for silence. */
function correlation(product: number, { before, from }: Energy, length: number, lag: number): number {
  const scale = Math.sqrt((before[length - lag] as number) * (from[lag] as number));
  return scale > 0 ? product / scale : 0;
}

/**
 * @returns by lag: the sum of each sample times the one `lag` samples later. Computed for four lags at a time, so that
 * each sample is read once for all four: this takes most of the time for a chunk, and lag by lag it would take three
 * times as long. Allocates no arrays, which would be most of a chunk's garbage.
 */
function sumProducts(samples: Float32Array, first: number, last: number): Float64Array {
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
    // A shorter lag has up to three more products.
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

/** @returns the position of the maximum of the parabola through three points, -0.5..0.5 from the middle one. */
function peakOffset(before: number, here: number, after: number): number {
  const bend = before - 2 * here + after;
  return bend === 0 ? 0 : (before - after) / (2 * bend);
}
