/**
 * Audio with words in it: each word fills whole blocks of 20 ms, and the samples of each block encode the word, its number and
 * the block's place in it. So a word has an exact beginning and end, and is readable from any of its blocks. A block is read
 * only if all its samples are there, in order and unchanged; a lost or cut block is missing from its word.
 */

/** Samples of one block: 20 ms at 16 kHz. */
export const BLOCK_SAMPLES = 320;
export const BLOCK_MS = 20;
/** Longest text of one word, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 200;
/** Longest word or pause. */
export const MAX_DURATION_MS = 60_000;

/** Begins every block. All other samples are 0 or more, so this occurs nowhere else, and in no stamped block. */
const MARK = [-23_011, -15_733, -28_403, -19_207] as const;
/** Four bytes of the word's number, two of the block's index, two of the count of blocks, one of the text's length. */
const FIELD_BYTES = 9;

export interface SpokenText {
  /** One word with the marks that belong to it, such as `world.` or `¿Qué`. Empty: a pause. */
  readonly text: string;
  /** Rounded to a multiple of 20; at least 20, at most 60,000. */
  readonly durationMs: number;
}

export interface PlacedText {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface HeardWord {
  readonly text: string;
  /** Its place among the words that were written, from `firstNumber` on. Pauses have no number. */
  readonly number: number;
  /** The blocks of it that were read, in samples since the reader's first. */
  readonly startSample: number;
  readonly endSample: number;
  /** Its blocks as written, and how many of them were not read. */
  readonly blocks: number;
  readonly missingBlocks: number;
}

/**
 * @param firstNumber number of the first word. A talk that is written in pieces continues the numbers.
 * @returns 16-bit little-endian PCM, 16 kHz. @throws RangeError for a duration or a text that is out of range.
 */
export function writeWords(words: readonly SpokenText[], firstNumber = 0): Buffer {
  let number = firstNumber;
  return Buffer.concat(
    words.map(({ text, durationMs }) => {
      const blocks = toBlockCount(durationMs);
      if (text === '') return Buffer.alloc(blocks * BLOCK_SAMPLES * 2);
      const bytes = Buffer.from(text);
      if (bytes.length > MAX_TEXT_BYTES) {
        throw new RangeError(`A word has ${MAX_TEXT_BYTES} bytes at most, not ${bytes.length}`);
      }
      const word = { number: number++ >>> 0, blocks, bytes };
      return Buffer.concat(Array.from({ length: blocks }, (_, index) => writeBlock(word, index)));
    }),
  );
}

/** @returns where the words of `writeWords` are, without the pauses. */
export function placeWords(words: readonly SpokenText[]): PlacedText[] {
  let endMs = 0;
  return words.flatMap(({ text, durationMs }) => {
    const startMs = endMs;
    endMs += toBlockCount(durationMs) * BLOCK_MS;
    return text === '' ? [] : [{ text, startMs, endMs }];
  });
}

/** Reads words from a stream of PCM, which may arrive in pieces of any length. Keeps less than one block and one word. */
export class WordReader {
  #held: Uint8Array = new Uint8Array(0);
  /** Position of the first sample that is kept. */
  #position = 0;
  #open: HeardWord | undefined;

  /** @returns the words that end in these bytes, in order. The bytes may end inside a sample. */
  push(pcm: Uint8Array): HeardWord[] {
    const bytes = Buffer.concat([this.#held, pcm]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const samples = bytes.length >> 1;
    const heard: HeardWord[] = [];
    let at = 0;
    while (at + BLOCK_SAMPLES <= samples) {
      const block = readBlock(view, at);
      if (block === undefined) heard.push(...this.#silence(this.#position + at));
      else heard.push(...this.#take(block, this.#position + at));
      at += block === undefined ? 1 : BLOCK_SAMPLES;
    }
    this.#held = bytes.subarray(at * 2);
    this.#position += at;
    return heard;
  }

  /** No more audio comes. @returns the word that was being said, with its missing blocks. */
  end(): HeardWord[] {
    const open = this.#open;
    this.#open = undefined;
    return open === undefined ? [] : [open];
  }

  #take(block: Block, startSample: number): HeardWord[] {
    const open = this.#open;
    const isSame = open !== undefined && open.number === block.number && open.text === block.text;
    const cut = isSame ? [] : this.end();
    const endSample = startSample + BLOCK_SAMPLES;
    const { text, number, blocks } = block;
    const word = isSame
      ? { ...open, endSample, missingBlocks: open.missingBlocks - 1 }
      : { text, number, blocks, startSample, endSample, missingBlocks: blocks - 1 };
    this.#open = word;
    return block.index === blocks - 1 ? [...cut, ...this.end()] : cut;
  }

  /** After the length of two blocks without one of the open word, its rest is lost. */
  #silence(atSample: number): HeardWord[] {
    return this.#open !== undefined && atSample - this.#open.endSample > BLOCK_SAMPLES ? this.end() : [];
  }
}

interface Block {
  readonly text: string;
  readonly number: number;
  readonly index: number;
  readonly blocks: number;
}

interface Encoded {
  readonly number: number;
  readonly blocks: number;
  readonly bytes: Uint8Array;
}

function toBlockCount(durationMs: number): number {
  if (!(durationMs >= BLOCK_MS && durationMs <= MAX_DURATION_MS)) {
    throw new RangeError(`A word or pause lasts ${BLOCK_MS} to ${MAX_DURATION_MS} ms, not ${durationMs}`);
  }
  return Math.round(durationMs / BLOCK_MS);
}

function writeBlock({ number, blocks, bytes }: Encoded, index: number): Uint8Array {
  const block = Buffer.alloc(BLOCK_SAMPLES * 2);
  const fields = Buffer.alloc(FIELD_BYTES);
  fields.writeUInt32BE(number, 0);
  fields.writeUInt16BE(index, 4);
  fields.writeUInt16BE(blocks, 6);
  fields.writeUInt8(bytes.length, 8);
  const head = [...MARK, ...fields, ...bytes];
  const hash = hashOf([...fields, ...bytes]);
  for (let i = 0; i < BLOCK_SAMPLES; i++) block.writeInt16LE(head[i] ?? fillAt(hash, i), i * 2);
  return block;
}

function readBlock(view: DataView, start: number): Block | undefined {
  if (view.getInt16(start * 2, true) !== MARK[0]) return undefined;
  const sample = (i: number) => view.getInt16((start + i) * 2, true);
  if (MARK.some((value, i) => sample(i) !== value)) return undefined;
  const bytes = Uint8Array.from({ length: FIELD_BYTES + MAX_TEXT_BYTES }, (_, i) => sample(MARK.length + i) & 0xff);
  const fields = Buffer.from(bytes.buffer, 0, FIELD_BYTES);
  const [number, index, blocks] = [fields.readUInt32BE(0), fields.readUInt16BE(4), fields.readUInt16BE(6)];
  const length = fields.readUInt8(8);
  if (length > MAX_TEXT_BYTES || index >= blocks) return undefined;
  const text = bytes.subarray(FIELD_BYTES, FIELD_BYTES + length);
  const expected = writeBlock({ number, blocks, bytes: text }, index);
  const found = Buffer.from(view.buffer, view.byteOffset + start * 2, BLOCK_SAMPLES * 2);
  return found.equals(expected) ? { text: Buffer.from(text).toString(), number, index, blocks } : undefined;
}

/** FNV-1a. */
function hashOf(bytes: readonly number[]): number {
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5 | 0);
}

/** Depends on all fields, the text and the sample's index, so that moved or altered samples are detected. */
function fillAt(hash: number, i: number): number {
  return (Math.imul(hash ^ (i << 20), 0x9e3779b1) >>> 19) & 0x1fff;
}
