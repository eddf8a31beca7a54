/** Rate: how fast the speech of a window is, from the peaks of its loudness, which are its syllables. */

import { quantile } from './quantile.ts';
import type { VoiceActivity } from './voice-activity.ts';
import { BLOCK_MS } from './voice-blocks.ts';

const SYLLABLES_PER_WORD = 1.5;
const NORMAL_WORDS_PER_MINUTE = 145;
const MIN_RATE = 0.5;
const MAX_RATE = 2;

/** A syllable is a rise and a fall by this much. */
const SYLLABLE_DB = 1.5;
/** What is softer than the loud parts by this is flat ground: no syllables are sought in it. */
const GROUND_DB = 30;
/** Smooths over the single beats of the voice. */
const SMOOTHING = [0.037, 0.125, 0.213, 0.25, 0.213, 0.125, 0.037] as const;
/** Breaks up to this belong to speaking; longer ones are silence and left out. */
const LONGEST_BREAK_BLOCKS = 200 / BLOCK_MS;

/**
 * The faster the speech, the more syllables run together and leave one peak: spoken = 0.57 * found^1.5, a second, fits
 * four synthetic voices from 2.5 to 7 syllables a second within 16 %.
 */
const RUN_TOGETHER_FACTOR = 0.57;
const RUN_TOGETHER_POWER = 1.5;

/** 0.5..2; 1 is 145 words a minute. */
export function rateOf(levelDb: Float32Array, activity: VoiceActivity): number {
  const seconds = (speakingBlocks(activity.active) * BLOCK_MS) / 1000;
  const found = countPeaks(envelopeOf(levelDb), activity.voiced) / seconds;
  const spoken = RUN_TOGETHER_FACTOR * found ** RUN_TOGETHER_POWER;
  const wordsPerMinute = (spoken / SYLLABLES_PER_WORD) * 60;
  return Math.max(MIN_RATE, Math.min(MAX_RATE, wordsPerMinute / NORMAL_WORDS_PER_MINUTE));
}

/** The smoothed level, with everything that is no speech made level. */
function envelopeOf(levelDb: Float32Array): Float32Array {
  const groundDb = quantile(levelDb, 0.95) - GROUND_DB;
  const reach = SMOOTHING.length >> 1;
  const last = levelDb.length - 1;
  return levelDb.map((_, i) => {
    let sum = 0;
    for (const [k, weight] of SMOOTHING.entries()) {
      const at = Math.max(0, Math.min(last, i + k - reach));
      sum += weight * Math.max(groundDb, levelDb[at] as number);
    }
    return sum;
  });
}

/** Peaks with a rise before and a fall after them, with voice at or beside their top. */
function countPeaks(envelope: Float32Array, voiced: Uint8Array): number {
  let peaks = 0;
  let isRising = true;
  let turn = 0; // the highest place while rising, the lowest while falling
  for (const [i, level] of envelope.entries()) {
    const turnLevel = envelope[turn] as number;
    if (isRising ? level > turnLevel : level < turnLevel) {
      turn = i;
    } else if (Math.abs(level - turnLevel) > SYLLABLE_DB) {
      if (isRising && isVoicedNear(voiced, turn)) peaks += 1;
      isRising = !isRising;
      turn = i;
    }
  }
  return peaks;
}

function isVoicedNear(voiced: Uint8Array, at: number): boolean {
  return voiced.subarray(Math.max(0, at - 1), at + 2).includes(1);
}

/** Blocks of speech and of the short breaks within it. */
function speakingBlocks(active: Uint8Array): number {
  let blocks = 0;
  let lastActive = -1;
  for (const [i, isActive] of active.entries()) {
    if (isActive !== 1) continue;
    const gap = i - lastActive - 1;
    blocks += lastActive >= 0 && gap <= LONGEST_BREAK_BLOCKS ? gap + 1 : 1;
    lastActive = i;
  }
  return blocks;
}
