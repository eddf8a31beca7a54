/** Measures the volume: how loud the speech in a window is, without pauses. */

import type { BlockSeries } from './block-window.ts';
import type { VoiceActivity } from './voice-activity.ts';

/** Below this level speech is whispered; above it soft, from +10 dB medium, from +20 dB loud; +30 dB is the maximum. */
const SOFT_DBFS = -30;
const SOFT_VOLUME = 0.25;
const VOLUME_PER_DB = 0.025;
/** For whispers: the volume is 0 at -50 dBFS. */
const WHISPER_VOLUME_PER_DB = 0.0125;

/** Natural logarithm of the power ratio that is one decibel. */
const NEPERS_PER_DB = Math.LN10 / 10;

/** @returns 0..1, from the mean power of the speech blocks. */
export function measureVolume({ length, levelDb }: BlockSeries, { active }: VoiceActivity): number {
  let power = 0;
  let count = 0;
  for (let i = 0; i < length; i++) {
    if (active[i] !== 1) continue;
    power += Math.exp((levelDb[i] as number) * NEPERS_PER_DB); // a third of the time of 10 ** (level / 10)
    count += 1;
  }
  return volumeAt(10 * Math.log10(power / count));
}

/** @returns 0..1 for a level in dBFS: 0 up to -50, 0.25 at -30, 0.5 at -20, 0.75 at -10, 1 at 0; linear in between. */
export function volumeAt(dbfs: number): number {
  const aboveSoft = dbfs - SOFT_DBFS;
  const volume = SOFT_VOLUME + aboveSoft * (aboveSoft < 0 ? WHISPER_VOLUME_PER_DB : VOLUME_PER_DB);
  return Math.max(0, Math.min(1, volume));
}
