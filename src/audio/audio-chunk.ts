/** A piece of accepted audio with its position on the session clock. Immutable. */

import { BYTES_PER_SAMPLE, samplesToMs } from './pcm.ts';

export interface AudioChunk {
  /** Counts the session's accepted chunks from 0; a part cut from a chunk keeps its number. */
  readonly seq: number;
  /** First sample on the session clock. */
  readonly startSample: number;
  /** The sample after the last one. */
  readonly endSample: number;
  /** `startSample` in milliseconds: exact, a multiple of 1/16. */
  readonly startMs: number;
  /** `endSample` in milliseconds: exact, a multiple of 1/16. */
  readonly endMs: number;
  /** 16-bit little-endian mono, 16 kHz; two bytes for each sample from `startSample` to `endSample`. */
  readonly pcm: Uint8Array;
  /** Time of its receipt, in the caller's milliseconds (the server's are monotonic). */
  readonly receivedAt: number;
  /** The caller's trace context, not read here. */
  readonly trace?: unknown;
}

/** The input for a chunk: its end and its milliseconds are computed. */
export type AudioChunkSource = Pick<AudioChunk, 'seq' | 'startSample' | 'pcm' | 'receivedAt' | 'trace'>;

/** Makes a chunk. The PCM is kept, not copied. */
export function audioChunk({ seq, startSample, pcm, receivedAt, trace }: AudioChunkSource): AudioChunk {
  const endSample = startSample + pcm.byteLength / BYTES_PER_SAMPLE;
  const startMs = samplesToMs(startSample);
  return { seq, startSample, endSample, startMs, endMs: samplesToMs(endSample), pcm, receivedAt, trace };
}

/** @returns the rest of a chunk, from a sample inside it. The bytes are shared. */
export function cutChunk(chunk: AudioChunk, startSample: number): AudioChunk {
  const pcm = chunk.pcm.subarray((startSample - chunk.startSample) * BYTES_PER_SAMPLE);
  return audioChunk({ ...chunk, startSample, pcm });
}
