/** Measures a window of blocks. Pure: the same blocks give the same dynamics. */

import type { BlockSeries } from './block-window.ts';
import { type EmotionDynamics, NEUTRAL_EMOTION } from './emotion-dynamics.ts';
import { energyOf } from './liveliness.ts';
import { volumeOf } from './loudness.ts';
import { rateOf } from './speaking-rate.ts';
import { voiceActivityOf } from './voice-activity.ts';

/** Neutral when there is less than a second of voice in the window. */
export function measureEmotion(series: BlockSeries): EmotionDynamics {
  const activity = voiceActivityOf(series);
  if (!activity.isEnough) return NEUTRAL_EMOTION;
  return {
    volume: volumeOf(series.levelDb, activity),
    rate: rateOf(series.levelDb, activity),
    energy: energyOf(series, activity),
  };
}
