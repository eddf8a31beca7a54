/** Removes the silence before and after speech while it is being made. Silence inside it is held back until sound follows. */
import { MARGIN_MS, trailingMs } from './quiet-ends.ts';

/** -50 dBFS: quieter than any speech at the lowest loudness. The loudest sample is not known yet. */
const QUIET = 100;
const BYTES_PER_MS = 32;

/**
 * @param pieces 16-bit little-endian, mono, 16 kHz; the border of two pieces may cut a sample, and half a sample at the end is
 * left out. @param endsSentence true: more of the silence after it is kept. @returns whole samples. None if all is silence.
 */
export async function* withoutQuietEndsOfStream(
  pieces: AsyncIterable<Uint8Array>,
  endsSentence: boolean,
): AsyncGenerator<Uint8Array, void> {
  let held: Buffer = Buffer.alloc(0);
  let hasSound = false;
  for await (const samples of inWholeSamples(pieces)) {
    const all = Buffer.concat([held, samples]);
    const first = firstLoud(all);
    if (first === undefined) {
      // Of silence before the first word only the end can be needed.
      held = hasSound ? all : lastOf(all, MARGIN_MS * BYTES_PER_MS);
      continue;
    }
    const from = hasSound ? 0 : Math.max(0, first - MARGIN_MS * BYTES_PER_MS);
    const to = afterLastLoud(all);
    hasSound = true;
    held = all.subarray(to);
    yield all.subarray(from, to);
  }
  if (hasSound && held.byteLength > 0) yield held.subarray(0, trailingMs(endsSentence) * BYTES_PER_MS);
}

async function* inWholeSamples(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  let half: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const all = Buffer.concat([half, piece]);
    const whole = all.byteLength & ~1;
    half = all.subarray(whole);
    if (whole > 0) yield all.subarray(0, whole);
  }
}

function firstLoud(samples: Buffer): number | undefined {
  for (let at = 0; at < samples.byteLength; at += 2) if (isLoud(samples, at)) return at;
  return undefined;
}

/** @returns where the silence at the end begins. */
function afterLastLoud(samples: Buffer): number {
  let at = samples.byteLength;
  while (at > 0 && !isLoud(samples, at - 2)) at -= 2;
  return at;
}

function isLoud(samples: Buffer, at: number): boolean {
  return Math.abs(samples.readInt16LE(at)) >= QUIET;
}

function lastOf(samples: Buffer, bytes: number): Buffer {
  return samples.subarray(Math.max(0, samples.byteLength - bytes));
}
