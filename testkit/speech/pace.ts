/** Sends a recording as a microphone does: each chunk at the time its last sample was spoken. */
import { BYTES_PER_MS } from '../../src/audio/pcm.ts';

const CHUNK_MS = 100;
const CHUNK_BYTES = CHUNK_MS * BYTES_PER_MS;
/** The smallest chunk that the server accepts; a shorter last chunk is filled up with silence. */
const MIN_CHUNK_BYTES = 100;

/** Milliseconds on any clock that does not jump. */
export interface PaceClock {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

/** Splits 16-bit PCM into chunks of 100 ms; the last may be shorter. */
export function toChunks(pcm: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(pcm.byteLength / CHUNK_BYTES) }, (_, i) => {
    const chunk = pcm.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES);
    if (chunk.byteLength >= MIN_CHUNK_BYTES) return chunk;
    const filled = new Uint8Array(MIN_CHUNK_BYTES);
    filled.set(chunk);
    return filled;
  });
}

/**
 * Sends the chunks in real time. The deadline of each is computed from the start, so a late chunk does not delay the next and
 * the pace never drifts. Ends early if `send` gives false.
 */
export async function sendAtNaturalPace(
  chunks: readonly Uint8Array[],
  clock: PaceClock,
  send: (chunk: Uint8Array) => boolean,
): Promise<void> {
  const startedAt = clock.now();
  let spokenBytes = 0;
  for (const chunk of chunks) {
    spokenBytes += chunk.byteLength;
    const waitMs = startedAt + spokenBytes / BYTES_PER_MS - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs);
    if (!send(chunk)) return;
  }
}
