/** Finds the pitch of a short piece of sound by autocorrelation. Independent of loudness. Allocates nothing. */

const LOWEST_HZ = 60;
const HIGHEST_HZ = 400;
/** Least correlation of a sound with itself one period later to count as voice; noise reaches about 0.35. */
const VOICED_LIKENESS = 0.6;
/** An earlier peak with at least this share of the best correlation is taken: the best one may be two periods later. */
const NEAR_BEST = 0.9;
/** Zeros after the samples: sums of products are computed for four lags and two samples at a time. */
const PADDING = 5;

const MOST_SAMPLES = 1_024;

// Overwritten by each call. Plain arrays: of a typed array the processor checks at each access whether its memory was taken
// away, which costs a third of the time.
/** The sound, and zeros after it. */
const sound = numbers(MOST_SAMPLES + PADDING);
/** By index: the energy of the samples before it. */
const energy = numbers(MOST_SAMPLES + PADDING);
/** By lag: the sum of each sample times the one `lag` samples later. */
const products = numbers(MOST_SAMPLES + PADDING);
/** By lag: the square of the correlation, with the sign of the correlation. */
const likeness = numbers(MOST_SAMPLES + PADDING);

/**
 * @param samples at least two periods of the lowest pitch, in any scale; an even number, at most 1,024.
 * @returns cents above 1 Hz, whole ones, as a function that returns fractions allocates them: 7,088 (60 Hz) to 10,373
 *   (400 Hz), and a few more or less; 0 if there is no pitch. 1,200 cents are an octave.
 * @throws RangeError for more samples, or an odd number.
 */
export function measurePitch(samples: Float32Array | Float64Array, sampleRateHz: number): number {
  const lag = findPeriod(samples, sampleRateHz);
  if (lag === 0) return 0;
  // The period is where the parabola through the correlations of the peak and its neighbours has its maximum.
  const squareBefore = likeness[lag - 1] as number;
  const squareAfter = likeness[lag + 1] as number;
  const before = Math.sign(squareBefore) * Math.sqrt(Math.abs(squareBefore));
  const after = Math.sign(squareAfter) * Math.sqrt(Math.abs(squareAfter));
  const here = Math.sqrt(likeness[lag] as number);
  const bend = Math.min(before - 2 * here + after, -Number.EPSILON); // a flat top has none
  const period = lag + (before - after) / (2 * bend);
  return Math.round(1_200 * Math.log2(sampleRateHz / period));
}

/** @returns the period to the nearest sample, or 0 if there is no pitch. */
function findPeriod(samples: Float32Array | Float64Array, sampleRateHz: number): number {
  const { length } = samples;
  if (length > MOST_SAMPLES || length % 2 !== 0) throw new RangeError(`the pitch of ${length} samples is not measured`);
  const from = Math.floor(sampleRateHz / HIGHEST_HZ);
  const to = Math.min(Math.ceil(sampleRateHz / LOWEST_HZ), length >> 1);
  load(samples);
  sumProducts(length, from - 1, to + 1);
  let best = 0;
  for (let lag = from - 1; lag <= to + 1; lag++) {
    const value = signedSquare(length, lag);
    likeness[lag] = value;
    if (value > best && lag >= from && lag <= to) best = value;
  }
  if (best < VOICED_LIKENESS ** 2) return 0;
  for (let lag = from; lag <= to; lag++) {
    const here = likeness[lag] as number;
    if (here < best * NEAR_BEST ** 2) continue;
    if (here >= (likeness[lag - 1] as number) && here >= (likeness[lag + 1] as number)) return lag;
  }
  return 0; // the correlation has no peak, it only falls: a rumble, not a voice
}

/** @returns an array without holes that is known to hold fractions: the fastest there is. */
function numbers(length: number): number[] {
  return Array.from({ length }, () => 0.5);
}

/** Copies the samples, and sums their squares once for all lags: for each lag it would be two thirds of the work. */
function load(samples: Float32Array | Float64Array): void {
  const { length } = samples;
  let sum = 0;
  for (let i = 0; i < length; i += 2) {
    const x = samples[i] as number;
    const y = samples[i + 1] as number;
    sound[i] = x;
    sound[i + 1] = y;
    energy[i] = sum;
    energy[i + 1] = sum + x * x;
    sum += x * x + y * y;
  }
  energy[length] = sum;
  for (let i = length; i < length + PADDING; i++) sound[i] = 0;
}

/**
 * Computes the products of lags. Four lags and two samples at a time, so that each sample is read once for all four: this
 * takes most of the time for a chunk, and lag by lag it would take three times as long.
 */
function sumProducts(length: number, first: number, last: number): void {
  for (let lag = first; lag <= last; lag += 4) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let echo0 = sound[lag] as number;
    let echo1 = sound[lag + 1] as number;
    let echo2 = sound[lag + 2] as number;
    for (let i = 0, j = lag + 3; i < length - lag; i += 2, j += 2) {
      const x = sound[i] as number;
      const y = sound[i + 1] as number;
      const echo3 = sound[j] as number;
      const echo4 = sound[j + 1] as number;
      a += x * echo0 + y * echo1;
      b += x * echo1 + y * echo2;
      c += x * echo2 + y * echo3;
      d += x * echo3 + y * echo4;
      echo0 = echo2;
      echo1 = echo3;
      echo2 = echo4;
    }
    products[lag] = a;
    products[lag + 1] = b;
    products[lag + 2] = c;
    products[lag + 3] = d;
  }
}

/** @returns the square of the correlation of the sound with itself `lag` samples later, with its sign: -1..1; 0 for silence. */
function signedSquare(length: number, lag: number): number {
  const product = products[lag] as number;
  const scale = (energy[length - lag] as number) * ((energy[length] as number) - (energy[lag] as number));
  return scale > 0 ? (product * Math.abs(product)) / scale : 0;
}
