/** Interface of a recogniser, as the endpoint uses it. One session for each stream. No wire format, no HTTP. */
import type { RecogniserInfo } from '../../src/integrations/emulators/recogniser-info.ts';
import { NOTHING_COUNTED, type RecogniserCounts } from '../../src/protocol/recogniser-counts.ts';

/** One word or punctuation mark. Times in seconds on the stream's clock (0 at its first sample). */
export interface RecognisedItem {
  readonly content: string;
  readonly type: 'pronunciation' | 'punctuation';
  readonly startTime: number;
  readonly endTime: number;
  /** Undefined: the service's answer has no mark for it. */
  readonly stable: boolean | undefined;
}

/** A stretch of speech as recognised so far. Partials of one stretch have the same `resultId` as their final. */
export interface RecognisedResult {
  readonly resultId: string;
  readonly isPartial: boolean;
  /** Seconds on the stream's clock. */
  readonly startTime: number;
  readonly endTime: number;
  readonly transcript: string;
  readonly items: readonly RecognisedItem[];
}

/** Events of a session. None is called after `close`. */
export interface RecogniserListener {
  results(results: readonly RecognisedResult[]): void;
  /** Most of the backlog that made `write` return false is decoded. */
  drained(): void;
  /** The recogniser failed. The session is over, and `finish` never resolves. */
  failed(message: string): void;
}

export interface RecogniserSession {
  /**
   * Takes 16-bit little-endian PCM in pieces of any length. @returns false when the backlog is over its limit: do not write
   * until `drained`. The audio given is kept.
   */
  write(pcm: Uint8Array): boolean;
  /** Call when no more audio comes. Resolves when the last result has been reported. */
  finish(): Promise<void>;
  /** Ends the session at once. May be called twice, and after `finish`. */
  close(): void;
}

export interface RecogniserRequest {
  /** As the service spells it, e.g. `en-US`. */
  readonly languageCode: string;
  readonly sampleRateHz: number;
  /** PartialResultsStability: how sure a word must be to be stable. Undefined: not asked for. */
  readonly stability?: 'high' | 'medium' | 'low' | undefined;
}

/** `maxStreams` of a recogniser that needs no computing time: as many as one process with client and endpoint can handle. */
export const UNBOUNDED_STREAMS = 500;

export type RecogniserOpening =
  | { readonly ok: true; readonly session: RecogniserSession }
  | { readonly ok: false; readonly reason: 'unsupported' | 'full' | 'broken'; readonly message: string };

export interface Recogniser {
  readonly info: RecogniserInfo;
  /** Undefined: nothing is counted. */
  counts?(): RecogniserCounts;
  open(request: RecogniserRequest, listener: RecogniserListener): RecogniserOpening;
  /** Ends every session, and the processes or threads behind it. */
  close(): Promise<void>;
}

/** @returns the same recogniser with some of its info changed. */
export function withInfo(recogniser: Recogniser, changed: Partial<RecogniserInfo>): Recogniser {
  return {
    info: { ...recogniser.info, ...changed },
    ...(recogniser.counts && { counts: () => recogniser.counts?.() ?? NOTHING_COUNTED }),
    open: (request, listener) => recogniser.open(request, listener),
    close: () => recogniser.close(),
  };
}
