/** Measures the energy: how much pitch and level of the voice vary in a window. Independent of the loudness itself. */

import type { BlockSeries } from './block-window.ts';
import { Values } from './quantile.ts';
import type { VoiceActivity } from './voice-activity.ts';

/** Weight of pitch. It shows liveliness better than the level, which also varies with the sounds of the words. */
const PITCH_SHARE = 0.6;
/** Spread of the pitch that gives 0.63: a semitone (100) is monotonous, 3 to 5 plain reading, 10 a storyteller. */
const PITCH_SCALE_CENTS = 500;
/** Spread of the voiced levels in decibels that gives 0.63; plain reading has 10 to 18. */
const LEVEL_SCALE_DB = 20;
/** A pitch this far from the median is an octave error of the measurement. */
const OCTAVE_ERROR_CENTS = 1_000;

const values = new Values();

/** @returns 0..1; about 0.5 for plain reading. */
export function measureEnergy({ length, levelDb, pitchCents }: BlockSeries, { voiced }: VoiceActivity): number {
  addVoiced(pitchCents, voiced, length);
  values.keepNear(values.quantile(0.5), OCTAVE_ERROR_CENTS);
  const pitchSpread = values.spread();
  addVoiced(levelDb, voiced, length);
  const levelSpread = values.spread();
  return (
    PITCH_SHARE * saturating(pitchSpread / PITCH_SCALE_CENTS) +
    (1 - PITCH_SHARE) * saturating(levelSpread / LEVEL_SCALE_DB)
  );
}

/** Replaces the values by those of the voiced blocks. */
function addVoiced(series: Float32Array, voiced: Uint8Array, length: number): void {
  values.clear(length);
  for (let i = 0; i < length; i++) {
    if (voiced[i] === 1) values.add(series[i] as number);
  }
}

/** @returns 0 for 0, and approaches 1 for large values. */
function saturating(value: number): number {
  return 1 - Math.exp(-value);
}
