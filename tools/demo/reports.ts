/** What the demo's processes say to each other: the clients' input, their reports, the parent's commands. Types only. */

export interface SpeakerInput {
  readonly port: number;
  /** A file of 16-bit PCM, mono, 16 kHz. */
  readonly pcmFile: string;
}

export interface ListenerInput {
  readonly port: number;
  readonly sessionId: string;
  readonly language: string;
  /** The WAVE file to write at the end. */
  readonly wavFile: string;
}

/** `speak`: everybody is there, begin. */
export type SpeakerCommand = { readonly kind: 'speak' };
/** `talkStarted`: the moment the listener's recording begins with, Unix ms. */
export type ListenerCommand = { readonly kind: 'talkStarted'; readonly startedAtMs: number };

/** A transcript message, as far as the demo reads it; times on the session clock. */
export interface TranscriptReport {
  readonly kind: 'transcript';
  readonly resultId: string;
  readonly isPartial: boolean;
  readonly text: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
}

/** The client cannot go on; always its last report. */
export interface FailedReport {
  readonly kind: 'failed';
  readonly message: string;
}

export type SpeakerReport =
  | { readonly kind: 'session'; readonly sessionId: string }
  /** The moment the first sample was spoken, Unix ms: the session clock's 0. */
  | { readonly kind: 'speaking'; readonly startedAtMs: number }
  | TranscriptReport
  /** Something to show that stops nothing. */
  | { readonly kind: 'note'; readonly message: string }
  | { readonly kind: 'ended'; readonly reason: string; readonly droppedChunks: number }
  | FailedReport;

/** One piece of a spoken translation, as far as the demo reads it. */
export interface HeardReport {
  readonly kind: 'heard';
  readonly arrivedAtMs: number;
  readonly audioMs: number;
  /** False for the later parts of a translation too long for one message. */
  readonly isFirstPart: boolean;
  readonly text: string | undefined;
  /** False when it is the speaker's own words. */
  readonly translated: boolean;
  readonly resultId: string | undefined;
  /** End of the speech it translates, on the session clock. */
  readonly endTimeMs: number | undefined;
}

export type ListenerReport =
  | { readonly kind: 'joined' }
  | HeardReport
  /** Text without speech; `isPartial` when the sentence was not over, else `reason` may say what is missing. */
  | { readonly kind: 'caption'; readonly isPartial: boolean; readonly reason: string | undefined }
  | { readonly kind: 'ended'; readonly reason: string; readonly heardMs: number }
  | FailedReport;
