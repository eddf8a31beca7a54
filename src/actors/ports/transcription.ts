/** What a session needs from a speech recogniser: one upstream stream at a time. The Transcribe adapter implements it. */
import type { TranscribeFailure } from '../../machines/failures.ts';

export interface TranscriptionRequest {
  /** ISO 639-1; the adapter maps it to the service's own code. */
  readonly sourceLanguage: string;
  readonly sampleRateHz: number;
  /** PCM, 16 KiB each at most; it ends when the stream is to be finished (end frame). Never throws; iterated once. */
  readonly audio: AsyncIterable<Uint8Array>;
  /** Opened ahead of need. If openings are queued, those with waiting speech go first. */
  readonly isStandby?: boolean;
}

/** One word or punctuation mark, times in ms on the upstream stream's own clock (0 at its first sample). */
export interface TranscriptionItem {
  readonly content: string;
  readonly kind: 'pronunciation' | 'punctuation';
  readonly startMs: number;
  readonly endMs: number;
  /** Absent when the service does not give it. */
  readonly stable?: boolean;
}

export interface TranscriptionResult {
  readonly resultId: string;
  readonly isPartial: boolean;
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly items: readonly TranscriptionItem[];
}

/** The events of a stream, besides its results. */
export type TranscriptionSignal =
  /** Openings per second are limited and others are first: the service has not been asked yet. */
  | { readonly type: 'queued' }
  /** Its turn has come. Only after `queued`. */
  | { readonly type: 'admitted'; readonly waitedMs: number }
  /** The service took the stream (response headers); audio may have flowed before. */
  | { readonly type: 'opened' }
  /** Always the last signal. `clean` only when our end frame was sent and the service finished its answer. */
  | { readonly type: 'ended'; readonly clean: true }
  | { readonly type: 'ended'; readonly clean: false; readonly failure: TranscribeFailure; readonly detail: string };

/** Results have their own callback: a wrapper that handles the signals passes it through unchanged. */
export interface TranscriptionListener {
  readonly onSignal: (signal: TranscriptionSignal) => void;
  /**
   * After `opened`. With no results in it, the event says only that the service is alive.
   * @param receivedAt When the event came, monotonic ms: it may have waited since for a turn of the event loop.
   */
  readonly onResults: (results: readonly TranscriptionResult[], receivedAt: number) => void;
}

export interface TranscriptionPort {
  /**
   * Opens one upstream stream. Never throws and never rejects: every outcome is reported as a signal, `ended` exactly once,
   * as the last. Aborting `signal` releases the connection at once; `ended` is then still reported (clean: false,
   * connectionLost).
   */
  open(request: TranscriptionRequest, signal: AbortSignal, listener: TranscriptionListener): void;
}
