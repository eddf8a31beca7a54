/**
 * Speech that repeats, cut into chunks that carry their number: the first sample of chunk i is i + 1, too quiet to be heard.
 * The first chunk of a session is a greeting that says which session it is. Pure.
 */
import { BYTES_PER_MS } from '../../src/audio/pcm.ts';

/** The loudest first sample of a chunk, -30 dBFS: so many chunks can be told apart. */
const MOST_CHUNKS = 1_000;
/** The first sample of a greeting, which no chunk has. */
const GREETING = -23_131;

export interface Greeting {
  readonly session: number;
}

/** @param pcm at least one chunk; a rest that fills none is left out. @returns the chunks, at most 1,000. */
export function numberedChunks(pcm: Uint8Array, chunkMs: number): Buffer[] {
  const bytes = chunkMs * BYTES_PER_MS;
  const count = Math.min(MOST_CHUNKS, Math.floor(pcm.byteLength / bytes));
  return Array.from({ length: count }, (_, i) => {
    const chunk = Buffer.from(pcm.subarray(i * bytes, (i + 1) * bytes));
    chunk.writeInt16LE(i + 1, 0);
    return chunk;
  });
}

/** A chunk of near silence that names its session. */
export function greetingChunk({ session }: Greeting, chunkMs: number): Buffer {
  const chunk = Buffer.alloc(chunkMs * BYTES_PER_MS);
  chunk.writeInt16LE(GREETING, 0);
  chunk.writeInt16LE(session, 2);
  return chunk;
}

/** @returns undefined if these samples do not begin with a greeting. */
export function readGreeting(pcm: Buffer): Greeting | undefined {
  return pcm.length >= 4 && pcm.readInt16LE(0) === GREETING ? { session: pcm.readInt16LE(2) } : undefined;
}

/** The number of the chunk that begins here; -1 for silence, which has no number. */
export function chunkNumber(pcm: Buffer, at: number): number {
  return pcm.readInt16LE(at) - 1;
}
