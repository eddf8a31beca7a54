/** Volume: how loud the speech of a window is, pauses left out. */

import type { VoiceActivity } from './voice-activity.ts';

/** Below this the speech is whispered, from it on soft, 10 dB up medium, 20 dB up loud; 30 dB up nothing is louder. */
const SOFT_DBFS = -30;
const SOFT_VOLUME = 0.25;
const VOLUME_PER_DB = 0.025;
/** Whispers go down to nothing at -50 dBFS. */
const WHISPER_VOLUME_PER_DB = 0.0125;

/** 0..1, from the mean power of the speech blocks. */
export function volumeOf(levelDb: Float32Array, { active }: VoiceActivity): number {
  let power = 0;
  let count = 0;
  for (const [i, level] of levelDb.entries()) {
    if (active[i] !== 1) continue;
    power += 10 ** (level / 10);
    count += 1;
  }
  return volumeAt(10 * Math.log10(power / count));
}

/** 0..1 for speech of a level in dBFS: 0 to -50, then 0.25 at -30, 0.5 at -20, 0.75 at -10 and 1 at 0, rising evenly. */
export function volumeAt(dbfs: number): number {
  const aboveSoft = dbfs - SOFT_DBFS;
  const volume = SOFT_VOLUME + aboveSoft * (aboveSoft < 0 ? WHISPER_VOLUME_PER_DB : VOLUME_PER_DB);
  return Math.max(0, Math.min(1, volume));
}
