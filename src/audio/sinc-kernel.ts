/** The resampler's filter: a sinc in a Kaiser window, with one set of weights for each position of an output sample. */

/** Allowed rates, Hz. */
const LOWEST_HZ = 4_000;
const HIGHEST_HZ = 384_000;

/** The filter extends over this many zero crossings on each side. */
const ZERO_CROSSINGS = 32;
/** With 32 crossings: flat up to 0.42 of the lower rate, 80 dB down from half of it on. */
const KAISER_BETA = 8;
const CUTOFF = 0.46;

/** The weights of the input samples around one position of an output sample between two input samples. */
export type Phase = Float32Array;

export interface SincKernel {
  /** Input samples for `outSteps` output samples, in lowest terms. */
  readonly inSteps: number;
  readonly outSteps: number;
  /** Number of weighted input samples on each side. */
  readonly reach: number;
  /** @param step Distance of the output sample from the input sample before it, in `outSteps` parts. Cached. */
  phase(step: number): Phase;
}

/** @throws RangeError for a rate that is not a whole number of Hz from 4,000 to 384,000. */
export function checkRate(rateHz: number): void {
  if (!Number.isInteger(rateHz) || rateHz < LOWEST_HZ || rateHz > HIGHEST_HZ) {
    throw new RangeError(`sampling rates are whole numbers from ${LOWEST_HZ} to ${HIGHEST_HZ} Hz, not ${rateHz}`);
  }
}

/** Frequencies that the lower of the two rates cannot represent are removed (over 60 dB down). */
export function createKernel(fromHz: number, toHz: number): SincKernel {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const [inSteps, outSteps] = [fromHz / divisor, toHz / divisor];
  const shrink = Math.min(1, toHz / fromHz);
  const reach = Math.ceil(ZERO_CROSSINGS / shrink);
  const phases = new Map<number, Phase>();
  const phase = (step: number) => {
    const known = phases.get(step);
    if (known !== undefined) return known;
    const made = phaseAt(step / outSteps, reach, shrink);
    phases.set(step, made);
    return made;
  };
  return { inSteps, outSteps, reach, phase };
}

/** @param from Index of the sample for the first weight; samples outside of the array count as 0. */
export function weighted(samples: Float32Array, weights: Phase, from: number): number {
  let sum = 0;
  const last = Math.min(weights.length, samples.length - from);
  for (let k = Math.max(0, -from); k < last; k++) sum += (weights[k] as number) * (samples[from + k] as number);
  return sum;
}

/** @param fraction distance of the output sample from the input sample before it, 0..1. */
function phaseAt(fraction: number, reach: number, shrink: number): Phase {
  const width = ZERO_CROSSINGS / shrink;
  const weights = new Float32Array(reach * 2).map((_, k) => {
    const distance = k - reach + 1 - fraction;
    return sinc(2 * CUTOFF * shrink * distance) * kaiser(distance / width);
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum); // so that a constant signal is unchanged
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** @param x -1..1 from edge to edge. @returns 0 outside. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel0(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel0(KAISER_BETA);
}

/** The modified Bessel function of order 0, by its series. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
