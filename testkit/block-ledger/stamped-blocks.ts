/** Speech for the stamped recogniser: numbered blocks of 20 ms, recognised as words, `b<number>` or `b<first>-<last>`. */
import { stampBlock } from '../../emulators/transcribe/stamp.ts';

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

/**
 * A word: `b7`, `b7-16` for several blocks, or `b90x9`, which is said twice: in nine blocks from 90 on, then in the nine after
 * them. With an x for its b it is another word, which the local endpoint put in its place.
 */
const WORD = /\b[bx](\d+)(?:-(\d+)|x(\d+))?\b/gi;

/** What is known of blocks when a transcript is read. */
export interface BlockFacts {
  /** How often a block was heard in earlier transcripts. */
  heard(block: number): number;
  /** Whether the server can have it: it was not refused. */
  isTaken(block: number): boolean;
}

const NOTHING_KNOWN: BlockFacts = { heard: () => 0, isTaken: () => true };
/** A word that lacks no more of its beginning than this share is recognised whole where a stream begins in it. */
const CLIPPED_SHARE = 0.25;

/**
 * The numbers of the blocks in a transcript, in its order. A word that is said twice is the first of the two until that one was
 * heard more often than the second, or as long as only the second can have been heard.
 */
export function toBlocks(text: string, facts = NOTHING_KNOWN): number[] {
  const ends = new Map<number, number>();
  const timesOf = (word: readonly number[]) => {
    const end = word.at(-1) ?? 0;
    return facts.heard(end) + (ends.get(end) ?? 0);
  };
  const canBeHeard = (word: readonly number[]) =>
    word.slice(Math.floor(word.length * CLIPPED_SHARE)).every(facts.isTaken);
  return Array.from(text.matchAll(WORD)).flatMap(([, digits, last = digits, twin]) => {
    const first = Number(digits);
    const length = bounded(twin === undefined ? Number(last) - first + 1 : Number(twin));
    const [one, two] = [numbersFrom(first, length), numbersFrom(first + length, length)];
    const isOnlySecond = () => timesOf(two) === 0 && !canBeHeard(one) && canBeHeard(two);
    const word = twin !== undefined && (timesOf(one) > timesOf(two) || isOnlySecond()) ? two : one;
    const end = word.at(-1) ?? first;
    ends.set(end, (ends.get(end) ?? 0) + 1);
    return word;
  });
}

function bounded(blocks: number): number {
  return Math.min(MOST_IN_A_WORD, Math.max(1, blocks));
}

/** How much speech a transcript covers, ms. */
export function spokenMsOf(text: string): number {
  return toBlocks(text).length * BLOCK_MS;
}
