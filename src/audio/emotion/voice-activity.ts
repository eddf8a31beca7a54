/** Separates voice from pauses, noise and hum: voice is louder than the window's noise floor. Never reads samples. */

import type { BlockSeries } from './block-window.ts';
import { Values } from './quantile.ts';
import { Scratch } from './scratch.ts';
import { BLOCK_MS, LOWEST_SPEECH_DB } from './voice-blocks.ts';

export interface VoiceActivity {
  /** 1 for each block of speech, 0 for all others. As long as the series, or longer. */
  readonly active: Uint8Array;
  /** 1 for each block of speech that has a pitch. As long as the series, or longer. */
  readonly voiced: Uint8Array;
  /** Whether there is enough speech to measure: one second, half of it with a pitch. */
  readonly isEnough: boolean;
  /** The level of the loud parts, which is the 95 % quantile, dBFS; NaN without blocks. */
  readonly loudDb: number;
}

/** Speech is this much above the noise floor, which is the 10 % quantile of the window. Steady sound is not. */
const ABOVE_FLOOR_DB = 8;
/** Anything more than this below the loud parts is breath and room noise. */
const BELOW_LOUD_DB = 30;
const ENOUGH_BLOCKS = 1000 / BLOCK_MS;

const levels = new Values();
const activeFlags = new Scratch((length) => new Uint8Array(length));
const voicedFlags = new Scratch((length) => new Uint8Array(length));

/** @returns flags in memory that all sessions share: valid until the next call. */
export function measureVoiceActivity({ length, levelDb, pitchCents }: BlockSeries): VoiceActivity {
  levels.clear(length);
  for (let i = 0; i < length; i++) levels.add(levelDb[i] as number);
  const loudDb = levels.quantile(0.95);
  const gateDb = Math.max(LOWEST_SPEECH_DB, levels.quantile(0.1) + ABOVE_FLOOR_DB, loudDb - BELOW_LOUD_DB);
  const active = activeFlags.ofLength(length);
  const voiced = voicedFlags.ofLength(length);
  let activeCount = 0;
  let voicedCount = 0;
  for (let i = 0; i < length; i++) {
    const isActive = (levelDb[i] as number) >= gateDb ? 1 : 0;
    const isVoiced = (pitchCents[i] as number) > 0 ? isActive : 0;
    active[i] = isActive;
    voiced[i] = isVoiced;
    activeCount += isActive;
    voicedCount += isVoiced;
  }
  return { active, voiced, isEnough: activeCount >= ENOUGH_BLOCKS && voicedCount >= ENOUGH_BLOCKS / 2, loudDb };
}
