/** How much the pitch of 16 kHz speech moves: measured by autocorrelation, for tests of prosody. */

const RATE_HZ = 16_000;
const FRAME = 640;
const [LOWEST_HZ, HIGHEST_HZ] = [50, 300];
/** Frames whose period is less certain than this are unvoiced. */
const VOICED = 0.6;

/** Standard deviation of the pitch of voiced frames, in semitones. */
export function pitchVariation(samples: Int16Array): number {
  const semitones: number[] = [];
  for (let at = 0; at + 2 * FRAME <= samples.length; at += FRAME / 2) {
    const hz = pitchOf(samples.subarray(at, at + 2 * FRAME));
    if (hz !== undefined) semitones.push(12 * Math.log2(hz));
  }
  const mean = semitones.reduce((sum, value) => sum + value, 0) / semitones.length;
  return Math.sqrt(semitones.reduce((sum, value) => sum + (value - mean) ** 2, 0) / semitones.length);
}

function pitchOf(frame: Int16Array): number | undefined {
  let [best, bestLag] = [0, 0];
  for (let lag = Math.floor(RATE_HZ / HIGHEST_HZ); lag <= RATE_HZ / LOWEST_HZ; lag += 1) {
    let [product, here, there] = [0, 0, 0];
    for (let i = 0; i + lag < frame.length; i += 1) {
      const [a, b] = [frame[i] ?? 0, frame[i + lag] ?? 0];
      product += a * b;
      here += a * a;
      there += b * b;
    }
    const certainty = product / Math.sqrt(here * there + 1);
    if (certainty > best * 1.02) [best, bestLag] = [certainty, lag];
  }
  return best > VOICED ? RATE_HZ / bestLag : undefined;
}
