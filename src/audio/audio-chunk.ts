/** A piece of accepted audio with its position on the session clock. Immutable, except that its memory may be used again. */

import { bytesToSamples, samplesToBytes, samplesToMs } from './pcm.ts';

export interface AudioChunkSource {
  /** Counts the session's accepted chunks from 0; a part cut from a chunk keeps its number. */
  readonly seq: number;
  /** First sample on the session clock. */
  readonly startSample: number;
  /** 16-bit little-endian mono, 16 kHz; a whole number of samples. */
  readonly pcm: Uint8Array;
  /** Time of its receipt, in the caller's milliseconds (the server's are monotonic). */
  readonly receivedAt: number;
  /** The caller's trace context, not read here. */
  readonly trace?: unknown;
}

/** There are fifty a second and session: what can be computed is not stored. */
export class AudioChunk implements AudioChunkSource {
  readonly seq: number;
  readonly startSample: number;
  readonly byteLength: number;
  readonly receivedAt: number;
  readonly trace: unknown;
  readonly #memory: Uint8Array;
  readonly #at: number;

  /** @param at where its bytes begin in the memory, which is kept, not copied. */
  private constructor(source: Omit<AudioChunkSource, 'pcm'>, memory: Uint8Array, at: number, byteLength: number) {
    this.seq = source.seq;
    this.startSample = source.startSample;
    this.byteLength = byteLength;
    this.receivedAt = source.receivedAt;
    this.trace = source.trace;
    this.#memory = memory;
    this.#at = at;
  }

  /** The PCM is kept, not copied. */
  static of(source: AudioChunkSource): AudioChunk {
    return new AudioChunk(source, source.pcm, 0, source.pcm.byteLength);
  }

  /** The sample after the last one. */
  get endSample(): number {
    return this.startSample + bytesToSamples(this.byteLength);
  }

  /** `startSample` in milliseconds: exact, a multiple of 1/16. */
  get startMs(): number {
    return samplesToMs(this.startSample);
  }

  /** `endSample` in milliseconds: exact, a multiple of 1/16. */
  get endMs(): number {
    return samplesToMs(this.endSample);
  }

  /** A view of its bytes: valid in this turn of the event loop, until the ring has removed the chunk and taken another one. */
  get pcm(): Uint8Array {
    return this.#memory.subarray(this.#at, this.#at + this.byteLength);
  }

  /** @returns the same chunk with its bytes copied to a place in another memory, which must have room for them. */
  copyTo(memory: Uint8Array, at: number): AudioChunk {
    memory.set(this.pcm, at);
    return new AudioChunk(this, memory, at, this.byteLength);
  }

  /** @returns the rest of the chunk, from a sample inside it. The bytes are shared. */
  from(startSample: number): AudioChunk {
    const cut = samplesToBytes(startSample - this.startSample);
    const { seq, receivedAt, trace } = this;
    return new AudioChunk({ seq, receivedAt, trace, startSample }, this.#memory, this.#at + cut, this.byteLength - cut);
  }
}
