/** Audio to send: silence, tones, and blocks of 20 ms that a stamped recogniser reports as the words b1 b2 b3 ... */

const BLOCK_SAMPLES = 320;
export const BLOCK_MS = 20;
const MARK = [-21_555, -13_399, -30_001, -17_389];

/** One block that is recognised as the word `b<number>`, 640 bytes. */
export function block(number: number): Buffer {
  const bytes = Buffer.alloc(BLOCK_SAMPLES * 2);
  for (let i = 0; i < BLOCK_SAMPLES; i += 1) bytes.writeInt16LE(sampleAt(number, i), i * 2);
  return bytes;
}

/** The blocks from one number to another, both included. */
export function blocks(from: number, to: number): Buffer {
  return Buffer.concat(Array.from({ length: to - from + 1 }, (_, i) => block(from + i)));
}

export function words(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, i) => `b${from + i}`).join(' ');
}

export function silence(bytes: number): Buffer {
  return Buffer.alloc(bytes);
}

/**
 * One second that is recognised as a partial of b1 to b23: 20 words at the beginning and three later. At its end 20 of 23
 * words are old enough to be stable, which is 0.87.
 */
export const STABLE_PARTIAL = Buffer.concat([
  blocks(1, 20),
  ...[21, 22, 23].flatMap((number) => [silence(160 * 32), block(number)]),
  silence(60 * 32),
]);

/** A loud, wavering hum, which counts as voice where loudness is measured. */
export function hum(ms: number): Buffer {
  const samples = ms * 16;
  const bytes = Buffer.alloc(samples * 2);
  for (let i = 0; i < samples; i += 1) {
    const seconds = i / 16_000;
    const envelope = 0.4 + 0.3 * Math.sin(2 * Math.PI * 3 * seconds);
    bytes.writeInt16LE(Math.round(30_000 * envelope * Math.sin(2 * Math.PI * 180 * seconds)), i * 2);
  }
  return bytes;
}

/** A tone at this loudness, in dBFS of its RMS: 0 is a full-scale square wave. */
export function tone(dbfs: number, ms: number): Buffer {
  const samples = ms * 16;
  const peak = 32_767 * Math.SQRT2 * 10 ** (dbfs / 20);
  const bytes = Buffer.alloc(samples * 2);
  for (let i = 0; i < samples; i += 1) {
    bytes.writeInt16LE(Math.round(peak * Math.sin((2 * Math.PI * 400 * i) / 16_000)), i * 2);
  }
  return bytes;
}

function sampleAt(number: number, i: number): number {
  const mark = MARK[i];
  if (mark !== undefined) return mark;
  if (i < 8) return (number >>> ((7 - i) * 8)) & 0xff;
  return (Math.imul(number ^ (i << 16), 0x9e3779b1) >>> 19) & 0x1fff;
}
