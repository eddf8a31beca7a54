/** Measures the speaking rate in a window, by counting the peaks of its loudness, which are its syllables. */

import type { BlockSeries } from './block-window.ts';
import { Scratch } from './scratch.ts';
import type { VoiceActivity } from './voice-activity.ts';
import { BLOCK_MS } from './voice-blocks.ts';

const SYLLABLES_PER_WORD = 1.5;
const NORMAL_WORDS_PER_MINUTE = 145;
const MIN_RATE = 0.5;
const MAX_RATE = 2;

/** A syllable is a rise and a fall of the level by at least this much. */
const SYLLABLE_DB = 1.5;
/** Levels that are this much below the loud parts are set to a constant: they contain no syllables. */
const GROUND_DB = 30;
/** Weights of a filter that smooths over the single periods of the voice. */
const SMOOTHING = [0.037, 0.125, 0.213, 0.25, 0.213, 0.125, 0.037] as const;
/** How many neighbours on either side the filter smooths over. */
const REACH = SMOOTHING.length >> 1;
/** Breaks up to this length count as speech; longer ones are silence and are left out. */
const LONGEST_BREAK_BLOCKS = 200 / BLOCK_MS;

/**
 * In fast speech several syllables merge into one peak: spoken = 0.57 * found^1.5 syllables a second. This fits four
 * synthetic voices from 2.5 to 7 syllables a second within 16 %.
 */
const RUN_TOGETHER_FACTOR = 0.57;
const RUN_TOGETHER_POWER = 1.5;

const extended = new Scratch((length) => new Float32Array(length));

/** @returns 0.5..2; 1 is 145 words a minute. */
export function measureRate({ length, levelDb }: BlockSeries, { active, voiced, loudDb }: VoiceActivity): number {
  const seconds = (speakingBlocks(active, length) * BLOCK_MS) / 1000;
  const found = countPeaks(extend(levelDb, length, loudDb - GROUND_DB), voiced, length) / seconds;
  const spoken = RUN_TOGETHER_FACTOR * found ** RUN_TOGETHER_POWER;
  const wordsPerMinute = (spoken / SYLLABLES_PER_WORD) * 60;
  return Math.max(MIN_RATE, Math.min(MAX_RATE, wordsPerMinute / NORMAL_WORDS_PER_MINUTE));
}

/**
 * @returns the levels, with everything below the ground constant. The first and the last are repeated at either end, as far
 * as the smoothing reaches. In memory that all sessions share: valid until the next call.
 */
function extend(levelDb: Float32Array, length: number, groundDb: number): Float32Array {
  const levels = extended.ofLength(length + 2 * REACH);
  for (let i = -REACH; i < length + REACH; i++) {
    const at = Math.max(0, Math.min(length - 1, i));
    levels[i + REACH] = Math.max(groundDb, levelDb[at] as number);
  }
  return levels;
}

/**
 * Counts the peaks of the smoothed levels that have a rise before and a fall after them, and voice at or beside their top.
 * @param levels with REACH more at either end.
 */
function countPeaks(levels: Float32Array, voiced: Uint8Array, length: number): number {
  let peaks = 0;
  let isRising = true;
  let turn = 0; // index of the highest level while rising, of the lowest while falling
  let turnLevel = smoothed(levels, 0);
  for (let i = 1; i < length; i++) {
    const level = smoothed(levels, i);
    const isFurther = isRising ? level > turnLevel : level < turnLevel;
    if (!isFurther) {
      if (Math.abs(level - turnLevel) <= SYLLABLE_DB) continue;
      if (isRising && isVoicedNear(voiced, turn, length)) peaks += 1;
      isRising = !isRising;
    }
    turn = i;
    turnLevel = level;
  }
  return peaks;
}

/** @param i index without the extension. */
function smoothed(levels: Float32Array, i: number): number {
  let sum = 0;
  for (let k = 0; k < SMOOTHING.length; k++) sum += (SMOOTHING[k] as number) * (levels[i + k] as number);
  return sum;
}

function isVoicedNear(voiced: Uint8Array, at: number, length: number): boolean {
  return voiced[at] === 1 || (at > 0 && voiced[at - 1] === 1) || (at + 1 < length && voiced[at + 1] === 1);
}

/** Counts the blocks of speech and of the short breaks within it. */
function speakingBlocks(active: Uint8Array, length: number): number {
  let blocks = 0;
  let lastActive = -1;
  for (let i = 0; i < length; i++) {
    if (active[i] !== 1) continue;
    const gap = i - lastActive - 1;
    blocks += lastActive >= 0 && gap <= LONGEST_BREAK_BLOCKS ? gap + 1 : 1;
    lastActive = i;
  }
  return blocks;
}
