/** A block of 20 ms of audio with a number in it (stamped-audio.ts reads it). Only standard JavaScript: k6 runs it too. */

/** Samples of one block: 20 ms at 16 kHz. */
export const STAMP_SAMPLES = 320;
/** Block numbers are 0 to this. */
export const MAX_STAMP = 0xffff_ffff;

/** Begins every block. The other samples are never negative, so this occurs only at the beginning of a block. */
export const MARK = [-21_555, -13_399, -30_001, -17_389] as const;
/** After the mark the number follows, in four samples of 8 bits. */
const HEADER_SAMPLES = MARK.length + 4;

/** @returns a block as 16-bit little-endian PCM, 640 bytes. @throws RangeError for a number outside 0 to MAX_STAMP. */
export function stampBlock(number: number): Uint8Array {
  if (!(Number.isInteger(number) && number >= 0 && number <= MAX_STAMP)) {
    throw new RangeError(`A stamp is 0 to ${MAX_STAMP}, not ${number}`);
  }
  const bytes = new Uint8Array(STAMP_SAMPLES * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < STAMP_SAMPLES; i++) view.setInt16(i * 2, sampleAt(number, i), true);
  return bytes;
}

/** Depends on the block's number and the sample's index, so that moved samples and samples of other blocks are detected. */
export function sampleAt(number: number, i: number): number {
  const mark = MARK[i];
  if (mark !== undefined) return mark;
  if (i < HEADER_SAMPLES) return (number >>> ((HEADER_SAMPLES - 1 - i) * 8)) & 0xff;
  return (Math.imul(number ^ (i << 16), 0x9e3779b1) >>> 19) & 0x1fff;
}
