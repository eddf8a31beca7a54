/** Messages between the demo's processes: the clients' input and reports, the parent's commands. Types only. */

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

/** `speak`: all listeners have joined, so the speaker begins. */
export type SpeakerCommand = { readonly kind: 'speak' };
/** `talkStarted`: the start of the listener's recording, Unix ms. */
export type ListenerCommand = { readonly kind: 'talkStarted'; readonly startedAtMs: number };

/** The members of a transcript message that the demo reads. Times on the session clock. */
export interface TranscriptReport {
  readonly kind: 'transcript';
  readonly resultId: string;
  readonly isPartial: boolean;
  readonly text: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
}

/** The client cannot go on. Always its last report. */
export interface FailedReport {
  readonly kind: 'failed';
  readonly message: string;
}

export type SpeakerReport =
  | { readonly kind: 'session'; readonly sessionId: string }
  /** When the first sample was spoken, Unix ms: the session clock's 0. */
  | { readonly kind: 'speaking'; readonly startedAtMs: number }
  | TranscriptReport
  /** A message to print. The talk goes on. */
  | { readonly kind: 'note'; readonly message: string }
  | { readonly kind: 'ended'; readonly reason: string; readonly droppedChunks: number }
  | FailedReport;

/** The members of one part of a spoken translation that the demo reads. */
export interface HeardReport {
  readonly kind: 'heard';
  readonly arrivedAtMs: number;
  readonly audioMs: number;
  /** False for the later parts of a translation that does not fit into one message. */
  readonly isFirstPart: boolean;
  readonly text: string | undefined;
  /** False: the speaker's own words, untranslated. */
  readonly translated: boolean;
  readonly resultId: string | undefined;
  /** End of the translated speech, on the session clock. */
  readonly endTimeMs: number | undefined;
}

export type ListenerReport =
  | { readonly kind: 'joined' }
  | HeardReport
  /** Text without speech. `isPartial`: the sentence is not over. Otherwise `reason` may say why there is no speech. */
  | { readonly kind: 'caption'; readonly isPartial: boolean; readonly reason: string | undefined }
  | { readonly kind: 'ended'; readonly reason: string; readonly heardMs: number }
  | FailedReport;
