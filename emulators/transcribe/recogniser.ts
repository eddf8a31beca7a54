/** What the endpoint asks of a recogniser. One session per stream; no wire format, no HTTP. */
import type { RecogniserFacts } from '../../src/integrations/emulators/recogniser-facts.ts';
import { NOTHING_COUNTED, type RecogniserCounts } from '../../src/protocol/recogniser-counts.ts';

/** One word or punctuation mark. Times in seconds on the stream's clock (0 at its first sample). */
export interface RecognisedItem {
  readonly content: string;
  readonly type: 'pronunciation' | 'punctuation';
  readonly startTime: number;
  readonly endTime: number;
  readonly stable: boolean;
}

/** A stretch of speech as understood so far. Partials of one stretch share their final's `resultId`. */
export interface RecognisedResult {
  readonly resultId: string;
  readonly isPartial: boolean;
  /** Seconds on the stream's clock. */
  readonly startTime: number;
  readonly endTime: number;
  readonly transcript: string;
  readonly items: readonly RecognisedItem[];
}

/** Told by a session. None is called after `close`. */
export interface RecogniserListener {
  results(results: readonly RecognisedResult[]): void;
  /** The backlog that made `write` return false is mostly gone. */
  drained(): void;
  /** The recogniser broke; the session is over and `finish` never resolves. */
  failed(message: string): void;
}

export interface RecogniserSession {
  /**
   * Takes 16-bit little-endian PCM, cut anywhere. False when the backlog is over its bound: write no more until
   * `drained` (what was given is kept).
   */
  write(pcm: Uint8Array): boolean;
  /** No more audio. Resolves when the last result has been reported. */
  finish(): Promise<void>;
  /** Forgets everything at once. Harmless twice and after `finish`. */
  close(): void;
}

export interface RecogniserRequest {
  /** As the service spells it, e.g. `en-US`. */
  readonly languageCode: string;
  readonly sampleRateHz: number;
  /** PartialResultsStability: how sure a word must be before it is called stable; undefined when not asked for. */
  readonly stability?: 'high' | 'medium' | 'low' | undefined;
}

/** Of a recogniser that takes no time; the endpoint's own limit counts. As many as one process with both ends is up to. */
export const UNBOUNDED_STREAMS = 500;

export type RecogniserOpening =
  | { readonly ok: true; readonly session: RecogniserSession }
  | { readonly ok: false; readonly reason: 'unsupported' | 'full' | 'broken'; readonly message: string };

export interface Recogniser {
  readonly facts: RecogniserFacts;
  /** Absent where nothing is counted. */
  counts?(): RecogniserCounts;
  open(request: RecogniserRequest, listener: RecogniserListener): RecogniserOpening;
  /** Ends every session and whatever runs behind it. */
  close(): Promise<void>;
}

/** The same recogniser, presented otherwise. */
export function withFacts(recogniser: Recogniser, changed: Partial<RecogniserFacts>): Recogniser {
  return {
    facts: { ...recogniser.facts, ...changed },
    ...(recogniser.counts && { counts: () => recogniser.counts?.() ?? NOTHING_COUNTED }),
    open: (request, listener) => recogniser.open(request, listener),
    close: () => recogniser.close(),
  };
}
