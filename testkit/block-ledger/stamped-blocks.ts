/** Speech for the stamped recogniser: numbered blocks of 20 ms, each recognised as the word `b<number>`. */
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

/** The numbers of the blocks in a transcript, in its order. */
export function toBlocks(text: string): number[] {
  return Array.from(text.matchAll(/\bb(\d+)\b/gi), ([, digits]) => Number(digits));
}

/** How much speech a transcript covers, ms. */
export function spokenMsOf(text: string): number {
  return toBlocks(text).length * BLOCK_MS;
}
