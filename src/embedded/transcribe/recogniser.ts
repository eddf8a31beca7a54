/** What the endpoint asks of a recogniser. One session per stream; no wire format, no HTTP. */

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
}

export type RecogniserOpening =
  | { readonly ok: true; readonly session: RecogniserSession }
  | { readonly ok: false; readonly reason: 'unsupported' | 'full' | 'broken'; readonly message: string };

export interface Recogniser {
  open(request: RecogniserRequest, listener: RecogniserListener): RecogniserOpening;
  /** Ends every session and whatever runs behind it. */
  close(): Promise<void>;
}
