/** Finds the pitch of a short stretch of sound by comparing it with itself. The same at any loudness. */

const LOWEST_HZ = 60;
const HIGHEST_HZ = 400;
/** How alike a sound and its echo one period on must be to count as voice; noise reaches about 0.35. */
const VOICED_LIKENESS = 0.6;
/** An echo this near to the best one is taken if it comes earlier: the best may be two periods on. */
const NEAR_BEST = 0.9;

/**
 * Hz between 60 and 400, or 0 where there is no pitch.
 * @param samples at least two periods of the lowest pitch sought, any scale.
 */
export function pitchOf(samples: Float32Array, sampleRateHz: number): number {
  const from = Math.floor(sampleRateHz / HIGHEST_HZ);
  const to = Math.min(Math.ceil(sampleRateHz / LOWEST_HZ), samples.length >> 1);
  const likeness = new Float32Array(to + 2);
  let best = 0;
  for (let lag = from - 1; lag <= to + 1; lag++) {
    const value = likenessAt(samples, lag);
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

/** -1..1: how alike the sound is to itself `lag` samples on; 0 for silence. */
function likenessAt(samples: Float32Array, lag: number): number {
  const length = samples.length - lag;
  let product = 0;
  let energy = 0;
  let echoEnergy = 0;
  for (let i = 0; i < length; i++) {
    const sample = samples[i] as number;
    const echo = samples[i + lag] as number;
    product += sample * echo;
    energy += sample * sample;
    echoEnergy += echo * echo;
  }
  const scale = Math.sqrt(energy * echoEnergy);
  return scale > 0 ? product / scale : 0;
}

/** Where between two samples the top of the parabola through three points lies, -0.5..0.5. */
function peakOffset(before: number, here: number, after: number): number {
  const bend = before - 2 * here + after;
  return bend === 0 ? 0 : (before - after) / (2 * bend);
}
