/** Speech for the stamped recogniser: numbered blocks of 20 ms, recognised as words, `b<number>` or `b<first>-<last>`. */
import { stampBlock } from '../../emulators/transcribe/stamped-audio.ts';

export const BLOCK_MS = 20;
export const BLOCK_BYTES = 640;

/** `count` consecutive blocks, as one piece of 16-bit PCM. */
export function stampedBlocks(first: number, count: number): Buffer {
  return Buffer.concat(numbersFrom(first, count).map(stampBlock));
}

/** `count` consecutive numbers. */
export function numbersFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

/** Most blocks in one word, so that a wrong text cannot take all memory: a minute of speech. */
const MOST_IN_A_WORD = 3_000;

/** A word: `b7`, `b7-16` for several blocks, or `b90x9`, which is said twice: in nine blocks from 90 on, then in the nine after them. */
const WORD = /\bb(\d+)(?:-(\d+)|x(\d+))?\b/gi;

/**
 * The numbers of the blocks in a transcript, in its order.
 * @param saidBefore How often each word that is said twice was in earlier transcripts; counted on.
 */
export function toBlocks(text: string, saidBefore: Map<string, number> = new Map()): number[] {
  return Array.from(text.matchAll(WORD)).flatMap(([word, first, last = first, length]) => {
    if (length === undefined) return numbersFrom(Number(first), bounded(Number(last) - Number(first) + 1));
    const said = saidBefore.get(word) ?? 0;
    saidBefore.set(word, said + 1);
    return numbersFrom(Number(first) + (said % 2) * bounded(Number(length)), bounded(Number(length)));
  });
}

function bounded(blocks: number): number {
  return Math.min(MOST_IN_A_WORD, Math.max(1, blocks));
}

/** How much speech a transcript covers, ms. */
export function spokenMsOf(text: string): number {
  return toBlocks(text).length * BLOCK_MS;
}
