/**
 * Audio with numbers in it: blocks of 20 ms, each with a number that its samples encode. It proves that no audio is lost or
 * repeated on the way. A block is read only if all its samples are there, in order and unchanged. Blocks that were cut, scaled
 * or changed are not read, so their numbers are missing.
 */

/** Samples of one block: 20 ms at 16 kHz. */
export const STAMP_SAMPLES = 320;
/** Block numbers are 0 to this. */
export const MAX_STAMP = 0xffff_ffff;

/** Begins every block. The other samples are never negative, so this occurs only at the beginning of a block. */
const MARK = [-21_555, -13_399, -30_001, -17_389] as const;
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

export interface Stamp {
  readonly number: number;
  /** Beginning of the block, in samples since the reader's first. */
  readonly startSample: number;
}

/** Finds whole blocks in a stream of PCM, which may arrive in pieces of any length. Keeps less than one block. */
export class StampReader {
  #held: Uint8Array = new Uint8Array(0);
  /** Position of the first sample that is kept. */
  #position = 0;

  /** @returns the blocks that these bytes complete, in order. The bytes may end inside a sample. */
  push(pcm: Uint8Array): Stamp[] {
    const bytes = Buffer.concat([this.#held, pcm]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const samples = bytes.length >> 1;
    const stamps: Stamp[] = [];
    let at = 0;
    while (at + STAMP_SAMPLES <= samples) {
      const number = blockAt(view, at);
      if (number !== undefined) stamps.push({ number, startSample: this.#position + at });
      at += number === undefined ? 1 : STAMP_SAMPLES;
    }
    this.#held = bytes.subarray(at * 2);
    this.#position += at;
    return stamps;
  }
}

/** @returns the numbers of the whole blocks in a piece of PCM, in order. */
export function readStamps(pcm: Uint8Array): number[] {
  return new StampReader().push(pcm).map(({ number }) => number);
}

function blockAt(view: DataView, start: number): number | undefined {
  if (view.getInt16(start * 2, true) !== MARK[0]) return undefined;
  const sample = (i: number) => view.getInt16((start + i) * 2, true);
  if (MARK.some((value, i) => sample(i) !== value)) return undefined;
  const number = [4, 5, 6, 7].reduce((sum, i) => sum * 256 + (sample(i) & 0xff), 0);
  for (let i = MARK.length; i < STAMP_SAMPLES; i++) if (sample(i) !== sampleAt(number, i)) return undefined;
  return number;
}

/** Depends on the block's number and the sample's index, so that moved samples and samples of other blocks are detected. */
function sampleAt(number: number, i: number): number {
  const mark = MARK[i];
  if (mark !== undefined) return mark;
  if (i < HEADER_SAMPLES) return (number >>> ((HEADER_SAMPLES - 1 - i) * 8)) & 0xff;
  return (Math.imul(number ^ (i << 16), 0x9e3779b1) >>> 19) & 0x1fff;
}
