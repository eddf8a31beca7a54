/** Energy: how much the voice of a window moves in pitch and in stress. Only differences count, so loudness does not. */

import type { BlockSeries } from './block-window.ts';
import { quantile, spread } from './quantile.ts';
import type { VoiceActivity } from './voice-activity.ts';

/** Pitch tells liveliness better than stress, which the sounds of the words move as well. */
const PITCH_SHARE = 0.6;
/** Semitones the pitch reaches over for 0.63 of full: 1 is a monotone, 3 to 5 plain reading, 10 a storyteller. */
const PITCH_SCALE_SEMITONES = 5;
/** Decibels the voiced levels reach over for 0.63 of full; plain reading has 10 to 18. */
const LEVEL_SCALE_DB = 20;
/** A pitch this far from the middle one was found an octave off. */
const OCTAVE_ERROR_SEMITONES = 10;

/** 0..1; about 0.5 for plain reading. */
export function energyOf({ levelDb, pitchHz }: BlockSeries, { voiced }: VoiceActivity): number {
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

/** 0 for 0, towards 1 without end. */
function saturating(value: number): number {
  return 1 - Math.exp(-value);
}
