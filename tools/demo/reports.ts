/** Messages between the demo's processes: the clients' input and reports, the parent's commands. Types only. */
import type { SegmentMode } from '../../src/protocol/segments.ts';

export interface SpeakerInput {
  readonly port: number;
  /** A file of 16-bit PCM, mono, 16 kHz. */
  readonly pcmFile: string;
  /** Where the speech is cut for translation. Undefined: as the server is set. */
  readonly segments: SegmentMode | undefined;
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
/** `talkStarted`: the talk's start, which is that of the listener's recording, Unix ms. */
export type ListenerCommand = { readonly kind: 'talkStarted'; readonly startedAtMs: number };

/** The members of a transcript message that the demo reads. Times on the session clock. */
export interface TranscriptReport {
  readonly kind: 'transcript';
  readonly resultId: string;
  /** Number in its result. Undefined: a whole result, which replaces the segments that came of it. */
  readonly segment: number | undefined;
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

/** The members of one part of a spoken translation that the demo reads, when it arrives. */
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
  readonly segment: number | undefined;
  /** End of the translated speech, on the session clock. */
  readonly endTimeMs: number | undefined;
}

/** What became of one segment at the listener's loudspeaker. */
export interface PlayedMessage {
  readonly kind: 'played';
  readonly resultId: string;
  readonly segment: number | undefined;
  readonly outcome: 'played' | 'skipped';
  /** Unix ms. */
  readonly firstSoundAtMs: number;
  readonly durationMs: number;
  readonly playbackRate: number;
}

export type ListenerReport =
  | { readonly kind: 'joined' }
  | HeardReport
  | PlayedMessage
  /** Text without speech. `isPartial`: the sentence is not over. Otherwise `reason` may say why there is no speech. */
  | { readonly kind: 'caption'; readonly isPartial: boolean; readonly reason: string | undefined }
  /** The recording is written, and all that was heard is reported. */
  | { readonly kind: 'ended'; readonly reason: string }
  | FailedReport;
