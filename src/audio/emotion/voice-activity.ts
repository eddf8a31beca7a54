/** Separates voice from pauses, noise and hum: voice is louder than the window's noise floor. Never reads samples. */

import type { BlockSeries } from './block-window.ts';
import { quantile } from './quantile.ts';
import { BLOCK_MS } from './voice-blocks.ts';

export interface VoiceActivity {
  /** 1 for each block of speech, 0 for all others. */
  readonly active: Uint8Array;
  /** 1 for each block of speech that has a pitch. */
  readonly voiced: Uint8Array;
  /** Whether there is enough speech to measure: one second, half of it with a pitch. */
  readonly isEnough: boolean;
}

/** Anything below this level is not speech. */
const LOWEST_SPEECH_DB = -55;
/** Speech is this much above the noise floor, which is the 10 % quantile of the window. Steady sound is not. */
const ABOVE_FLOOR_DB = 8;
/** Anything more than this below the loud parts is breath and room noise. */
const BELOW_LOUD_DB = 30;
const ENOUGH_BLOCKS = 1000 / BLOCK_MS;

export function measureVoiceActivity({ levelDb, pitchHz }: BlockSeries): VoiceActivity {
  const gateDb = Math.max(
    LOWEST_SPEECH_DB,
    quantile(levelDb, 0.1) + ABOVE_FLOOR_DB,
    quantile(levelDb, 0.95) - BELOW_LOUD_DB,
  );
  const active = Uint8Array.from(levelDb, (level) => (level >= gateDb ? 1 : 0));
  const voiced = active.map((isActive, i) => ((pitchHz[i] as number) > 0 ? isActive : 0));
  return { active, voiced, isEnough: count(active) >= ENOUGH_BLOCKS && count(voiced) >= ENOUGH_BLOCKS / 2 };
}

function count(flags: Uint8Array): number {
  return flags.reduce((sum, flag) => sum + flag, 0);
}
