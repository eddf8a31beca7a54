/** Decides whether bytes a speaker sent can be a chunk of PCM. Never looks at the sound itself. */

import { type Container, containerOf } from './container.ts';
import { BYTES_PER_SAMPLE } from './pcm.ts';

/** Bytes, both inclusive. */
export interface ChunkLimits {
  readonly audioMinBytes: number;
  readonly audioBytes: number;
}

export const DEFAULT_CHUNK_LIMITS: ChunkLimits = { audioMinBytes: 100, audioBytes: 32_768 };

export interface ChunkCheckOptions {
  /** No chunk of this socket was accepted so far: only then is a container looked for. */
  readonly isFirst: boolean;
  readonly limits?: ChunkLimits;
}

export type ChunkVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'empty' | 'tooSmall' | 'oddLength' }
  | { readonly ok: false; readonly reason: 'container'; readonly looksLike: Container }
  | { readonly ok: false; readonly reason: 'tooLarge'; readonly limit: number; readonly size: number };

/** Size over the limit counts before anything else; of the other reasons the first that holds is given. */
export function checkChunk(bytes: Uint8Array, options: ChunkCheckOptions): ChunkVerdict {
  const { audioMinBytes, audioBytes } = options.limits ?? DEFAULT_CHUNK_LIMITS;
  const size = bytes.byteLength;
  if (size > audioBytes) return { ok: false, reason: 'tooLarge', limit: audioBytes, size };
  if (size === 0) return { ok: false, reason: 'empty' };
  if (size < audioMinBytes) return { ok: false, reason: 'tooSmall' };
  if (size % BYTES_PER_SAMPLE !== 0) return { ok: false, reason: 'oddLength' };
  const looksLike = options.isFirst ? containerOf(bytes) : undefined;
  return looksLike === undefined ? { ok: true } : { ok: false, reason: 'container', looksLike };
}
