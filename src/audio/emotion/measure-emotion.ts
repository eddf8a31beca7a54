/** Measures a window of blocks. The same blocks give the same dynamics. */

import type { BlockSeries } from './block-window.ts';
import { type EmotionDynamics, NEUTRAL_EMOTION } from './emotion-dynamics.ts';
import { measureEnergy } from './liveliness.ts';
import { measureVolume } from './loudness.ts';
import { measureRate } from './speaking-rate.ts';
import { measureVoiceActivity } from './voice-activity.ts';

/** @returns neutral dynamics when the window has less than a second of voice. */
export function measureEmotion(series: BlockSeries): EmotionDynamics {
  const activity = measureVoiceActivity(series);
  if (!activity.isEnough) return NEUTRAL_EMOTION;
  return {
    volume: measureVolume(series, activity),
    rate: measureRate(series, activity),
    energy: measureEnergy(series, activity),
  };
}
