/**
 * Audio with numbers in it: blocks of 20 ms, each with a number that its samples encode. It proves that no audio is lost or
 * repeated on the way. A block is read only if all its samples are there, in order and unchanged. Blocks that were cut, scaled
 * or changed are not read, so their numbers are missing.
 */
import { MARK, STAMP_SAMPLES, sampleAt } from './stamp.ts';

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
