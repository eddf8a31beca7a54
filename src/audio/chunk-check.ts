/** Checks whether bytes from a speaker can be a chunk of PCM. Never examines the sound itself. */

import { type Container, detectContainer } from './container.ts';
import { BYTES_PER_SAMPLE } from './pcm.ts';

/** Bytes, both inclusive. */
export interface ChunkLimits {
  readonly audioMinBytes: number;
  readonly audioBytes: number;
}

export const DEFAULT_CHUNK_LIMITS: ChunkLimits = { audioMinBytes: 100, audioBytes: 32_768 };

export interface ChunkCheckOptions {
  /** No chunk of this socket has been accepted yet. Only the first chunk is checked for containers. */
  readonly isFirst: boolean;
  readonly limits?: ChunkLimits;
}

export type ChunkVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'empty' | 'tooSmall' | 'oddLength' }
  | { readonly ok: false; readonly reason: 'container'; readonly looksLike: Container }
  | { readonly ok: false; readonly reason: 'tooLarge'; readonly limit: number; readonly size: number };

const OK: ChunkVerdict = Object.freeze({ ok: true });

/** A size over the limit is checked first; of the other reasons, the first one that applies is returned. */
export function checkChunk(bytes: Uint8Array, options: ChunkCheckOptions): ChunkVerdict {
  const { audioMinBytes, audioBytes } = options.limits ?? DEFAULT_CHUNK_LIMITS;
  const size = bytes.byteLength;
  if (size > audioBytes) return { ok: false, reason: 'tooLarge', limit: audioBytes, size };
  if (size === 0) return { ok: false, reason: 'empty' };
  if (size < audioMinBytes) return { ok: false, reason: 'tooSmall' };
  if (size % BYTES_PER_SAMPLE !== 0) return { ok: false, reason: 'oddLength' };
  const looksLike = options.isFirst ? detectContainer(bytes) : undefined;
  return looksLike === undefined ? OK : { ok: false, reason: 'container', looksLike };
}
