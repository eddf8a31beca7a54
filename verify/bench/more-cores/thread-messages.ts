/** What the server's thread and the thread of upstream streams say to each other: a batch for each turn of the event loop. */
import type { TranscriptionResult, TranscriptionSignal } from '../../../src/actors/ports/transcription.ts';

export interface OpenOrder {
  /** Counts the streams of a server. */
  readonly stream: number;
  readonly sourceLanguage: string;
  readonly sampleRateHz: number;
  readonly isStandby: boolean;
}

export interface CloseOrder {
  readonly stream: number;
  /** `end`: its audio has ended, and the end frame is due. `abort`: its connection is released at once. */
  readonly how: 'end' | 'abort';
}

/** A stream is opened before its audio and closed after it, so a batch is done in the order of its members. */
export interface UpstreamOrders {
  readonly opens: readonly OpenOrder[];
  /** Packed frames; transferred, not copied. Undefined: none. */
  readonly frames: ArrayBuffer | undefined;
  readonly closes: readonly CloseOrder[];
}

export type UpstreamFact =
  | { readonly stream: number; readonly signal: TranscriptionSignal }
  /** @see TranscriptionListener; `receivedAt` is on the clock of both threads. */
  | { readonly stream: number; readonly results: readonly TranscriptionResult[]; readonly receivedAt: number };

export interface UpstreamFacts {
  /** Streams that ask for one frame each. Nothing is sent unasked. */
  readonly asks: readonly number[];
  /** Streams that take no more audio. */
  readonly stops: readonly number[];
  /** In their order. */
  readonly facts: readonly UpstreamFact[];
}

export interface Frame {
  readonly stream: number;
  readonly pcm: Uint8Array;
}

/** Stream and length of a frame before the bytes of all: 4 bytes each, after their number. */
const ENTRY_WORDS = 2;
const WORD_BYTES = 4;

/** @returns the frames in one memory that nothing else uses. */
export function packFrames(frames: readonly Frame[]): ArrayBuffer {
  const headBytes = (1 + frames.length * ENTRY_WORDS) * WORD_BYTES;
  const packed = new ArrayBuffer(frames.reduce((sum, { pcm }) => sum + pcm.byteLength, headBytes));
  const head = new Uint32Array(packed, 0, headBytes / WORD_BYTES);
  const bytes = new Uint8Array(packed);
  let at = headBytes;
  head[0] = frames.length;
  for (const [n, { stream, pcm }] of frames.entries()) {
    head[1 + n * ENTRY_WORDS] = stream;
    head[2 + n * ENTRY_WORDS] = pcm.byteLength;
    bytes.set(pcm, at);
    at += pcm.byteLength;
  }
  return packed;
}

/** The frames are views of the memory. */
export function unpackFrames(packed: ArrayBuffer): Frame[] {
  const count = new Uint32Array(packed, 0, 1)[0] ?? 0;
  const entries = new Uint32Array(packed, WORD_BYTES, count * ENTRY_WORDS);
  let at = WORD_BYTES + entries.byteLength;
  return Array.from({ length: count }, (_, n) => {
    const length = entries[n * ENTRY_WORDS + 1] ?? 0;
    const frame = { stream: entries[n * ENTRY_WORDS] ?? 0, pcm: new Uint8Array(packed, at, length) };
    at += length;
    return frame;
  });
}
