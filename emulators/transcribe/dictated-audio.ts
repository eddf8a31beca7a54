/**
 * Audio that says what is recognised: JSON in the samples, one byte a sample, between a mark and a check sum. So a test decides
 * every result of its own stream, word by word. What is lost or changed on the way is not read.
 */

/** Begins every dictation. Other samples of it are 0 to 255. */
const MARK = Buffer.from(new Int16Array([-27_103, -11_251, -31_013, -14_407]).buffer);
/** After the mark: four bytes for the length of the JSON text, four for its check sum. */
const HEAD_BYTES = 8;
const HEAD_SAMPLES = MARK.length / 2 + HEAD_BYTES;
/** A block of 20 ms: a dictation is padded to whole ones, so that times stay round. */
const BLOCK_SAMPLES = 320;
/** Longest JSON text, in bytes: one second of audio. */
export const MAX_DICTATED_BYTES = 16_000 - HEAD_SAMPLES;

/** @returns 16-bit little-endian PCM, 16 kHz. @throws RangeError when it is too long. */
export function dictate(dictated: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(dictated));
  if (json.length > MAX_DICTATED_BYTES) {
    throw new RangeError(`A dictation has ${MAX_DICTATED_BYTES} bytes at most, not ${json.length}`);
  }
  const samples = Math.ceil((HEAD_SAMPLES + json.length) / BLOCK_SAMPLES) * BLOCK_SAMPLES;
  const pcm = Buffer.alloc(samples * 2);
  MARK.copy(pcm);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(json.length, 0);
  head.writeUInt32BE(checkSumOf(json), 4);
  for (const [i, byte] of [...head, ...json].entries()) pcm.writeInt16LE(byte, MARK.length + i * 2);
  return pcm;
}

export interface Dictated {
  readonly value: unknown;
  /** Beginning of the dictation, in samples since the reader's first. */
  readonly startSample: number;
}

/** Finds whole dictations in a stream of PCM, which may arrive in pieces of any length. Keeps one unfinished dictation. */
export class DictationReader {
  #held: Buffer = Buffer.alloc(0);
  /** Position of the first byte that is kept. */
  #position = 0;

  /** @returns the dictations that these bytes complete, in order. */
  push(pcm: Uint8Array): Dictated[] {
    this.#held = Buffer.concat([this.#held, pcm]);
    const found: Dictated[] = [];
    for (;;) {
      const at = this.#held.indexOf(MARK);
      // A mark may have begun at the end.
      this.#drop(at < 0 ? Math.max(0, this.#held.length - MARK.length + 1) : at);
      if (at < 0 || this.#held.length < HEAD_SAMPLES * 2) return found;
      const head = this.#bytes(0, HEAD_BYTES);
      const length = head.readUInt32BE(0);
      if (length <= MAX_DICTATED_BYTES && this.#held.length < (HEAD_SAMPLES + length) * 2) return found;
      const json = length <= MAX_DICTATED_BYTES ? this.#bytes(HEAD_BYTES, length) : undefined;
      const isWhole = json !== undefined && checkSumOf(json) === head.readUInt32BE(4);
      if (isWhole) found.push({ value: JSON.parse(json.toString()), startSample: this.#position / 2 });
      this.#drop(isWhole ? (HEAD_SAMPLES + length) * 2 : MARK.length);
    }
  }

  #bytes(from: number, count: number): Buffer {
    return Buffer.from(
      Array.from({ length: count }, (_, i) => this.#held.readInt16LE(MARK.length + (from + i) * 2) & 0xff),
    );
  }

  #drop(bytes: number): void {
    this.#held = this.#held.subarray(bytes);
    this.#position += bytes;
  }
}

/** FNV-1a. */
function checkSumOf(bytes: Uint8Array): number {
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}
