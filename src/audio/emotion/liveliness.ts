/** Measures the energy: how much pitch and level of the voice vary in a window. Independent of the loudness itself. */

import type { BlockSeries } from './block-window.ts';
import { quantile, spread } from './quantile.ts';
import type { VoiceActivity } from './voice-activity.ts';

/** Weight of pitch. It shows liveliness better than the level, which also varies with the sounds of the words. */
const PITCH_SHARE = 0.6;
/** Spread of the pitch in semitones that gives 0.63: 1 is monotonous, 3 to 5 plain reading, 10 a storyteller. */
const PITCH_SCALE_SEMITONES = 5;
/** Spread of the voiced levels in decibels that gives 0.63; plain reading has 10 to 18. */
const LEVEL_SCALE_DB = 20;
/** A pitch this far from the median is an octave error of the measurement. */
const OCTAVE_ERROR_SEMITONES = 10;

/** @returns 0..1; about 0.5 for plain reading. */
export function measureEnergy({ levelDb, pitchHz }: BlockSeries, { voiced }: VoiceActivity): number {
  const isVoiced = (_: number, i: number) => voiced[i] === 1;
  const semitones = pitchHz.filter(isVoiced).map((hz) => 12 * Math.log2(hz));
  const middle = quantile(semitones, 0.5);
  const pitchSpread = spread(semitones.filter((pitch) => Math.abs(pitch - middle) < OCTAVE_ERROR_SEMITONES));
  const levelSpread = spread(levelDb.filter(isVoiced));
  return (
    PITCH_SHARE * saturating(pitchSpread / PITCH_SCALE_SEMITONES) +
    (1 - PITCH_SHARE) * saturating(levelSpread / LEVEL_SCALE_DB)
  );
}

/** @returns 0 for 0, and approaches 1 for large values. */
function saturating(value: number): number {
  return 1 - Math.exp(-value);
}
