/**
 * The parts of the session chart: its input, context, events, guards and delays, and the effects that it triggers. The
 * regions are in session.regions.ts, the chart in session.machine.ts.
 */
import { and, assign, type DoneActorEvent, type ErrorActorEvent, not, setup, stateIn } from 'xstate';
import type { EndReason, StatusReason } from '../protocol/server-messages.ts';
import type { UnixMs } from '../protocol/times.ts';
import type { TranscribeFailure } from './failures.ts';
import { transcriptionMachine } from './transcription.machine.ts';
import type {
  OpenUpstream,
  TranscriptionOutput,
  TranscriptionReport,
  TranscriptionTimings,
} from './transcription.vocabulary.ts';

export interface SessionTimings {
  /** How long a disconnected speaker may stay away. */
  readonly graceMs: number;
  /** The session's remaining lifetime when the actor starts. */
  readonly lifeMs: number;
  /** Between status reports when nothing changes. */
  readonly statusIntervalMs: number;
  /** For how long a burst of joins and leaves is collected into one report. */
  readonly statusCollectMs: number;
  /** After transcription failed: until audio may try again. */
  readonly transcriptionRetryMs: number;
  /** At the end: how long it may take to recognise and forward the last finals. */
  readonly drainMs: number;
  /** At the end: how long after the last final was forwarded listeners stay to hear it. */
  readonly lingerMs: number;
}

/** The listeners, as last counted. */
export interface Audience {
  readonly count: number;
  readonly languages: readonly string[];
}

/**
 * The effects that the chart triggers. The action of the same name calls the effect; the session implements it. None may
 * throw.
 */
export interface SessionEffects {
  tellSpeakerAway(graceMs: number): void;
  tellSpeakerBack(): void;
  reportStatus(reason: StatusReason): void;
  tellInterrupted(reason: TranscribeFailure, attempt: number): void;
  tellRestored(attempt: number, replayedMs: number): void;
  tellFailed(reason: TranscribeFailure): void;
  /**
   * The speaker is on the air. Answer with `sound.missed` when no audible sound comes for too long, then with
   * `sound.heard`.
   */
  watchSound(): void;
  /** The speaker is off the air: silence is not reported. */
  ignoreSound(): void;
  tellAudioSilent(sinceMs: number): void;
  tellAudioHeard(sinceMs: number): void;
  /** The stream was closed. Audio that came in the meantime needs another one. */
  lookForAudio(): void;
  /** Answer with `translations.flushed` once nothing waits to be forwarded. */
  flushTranslations(): void;
  tellSpeakerEnded(reason: EndReason): void;
}

export interface SessionInput {
  readonly sessionId: string;
  readonly timings: SessionTimings;
  readonly transcription: TranscriptionTimings;
  readonly openUpstream: OpenUpstream;
  readonly jitter: () => number;
  readonly effects: SessionEffects;
  /** When its controls last changed. */
  readonly startedAtMs: UnixMs;
}

export interface SessionContext extends SessionInput {
  /** 0..1; the volume region says which of full, lowered and silent it is. */
  readonly volume: number;
  /** Unix seconds. */
  readonly lastStateChange: number;
  readonly speakerConnectionId: string | undefined;
  readonly audience: Audience;
  /** The audience of the last status sent. */
  readonly reported: Audience;
  readonly pendingReason: StatusReason;
  readonly endReason: EndReason;
  /** A transcription child is running. */
  readonly transcribing: boolean;
  /** The speaker was told that transcription failed, but not yet that it is restored. */
  readonly isGivenUp: boolean;
  /** A final was forwarded so recently that listeners may not have heard it yet. */
  readonly lastWords: boolean;
}

/** `atMs`: when the message was received. */
export type SessionEvent =
  | { type: 'audio.arrived' }
  | { type: 'broadcast.pause'; atMs: UnixMs }
  | { type: 'broadcast.resume'; atMs: UnixMs }
  | { type: 'broadcast.mute'; atMs: UnixMs }
  | { type: 'broadcast.unmute'; atMs: UnixMs }
  | { type: 'volume.set'; volume: number; atMs: UnixMs }
  | { type: 'speaker.attached'; connectionId: string }
  | { type: 'speaker.left'; connectionId: string }
  /** The session was rebuilt after a restart. Its speaker was connected before and is expected back. */
  | { type: 'speaker.missed' }
  /** No audible sound came for too long, or sound came again. `sinceMs`: how long there was none. */
  | { type: 'sound.missed'; sinceMs: number }
  | { type: 'sound.heard'; sinceMs: number }
  | { type: 'audience.changed'; audience: Audience }
  | { type: 'status.sent' }
  /** From the chart's own clock. */
  | { type: 'status.due' }
  | { type: 'session.end'; reason: EndReason }
  | { type: 'translations.flushed' }
  /** A final went to the pipeline: listeners are about to hear it. */
  | { type: 'final.forwarded' }
  /** The last final is so old that every listener has heard it. */
  | { type: 'lastWords.heard' }
  | TranscriptionReport;

/** XState's events for a transcription child that is done or has crashed. */
type TranscriptionSettled =
  | DoneActorEvent<TranscriptionOutput, 'transcription'>
  | ErrorActorEvent<unknown, 'transcription'>;

export interface SessionOutput {
  readonly reason: EndReason;
}

export const NOBODY: Audience = { count: 0, languages: [] };

export const s = setup({
  types: {
    context: {} as SessionContext,
    events: {} as SessionEvent | TranscriptionSettled,
    input: {} as SessionInput,
    output: {} as SessionOutput,
    tags: {} as 'holdsTranscription',
  },
  actors: { transcription: transcriptionMachine },
  delays: {
    grace: ({ context }) => context.timings.graceMs,
    life: ({ context }) => context.timings.lifeMs,
    statusInterval: ({ context }) => context.timings.statusIntervalMs,
    statusCollect: ({ context }) => context.timings.statusCollectMs,
    transcriptionRetry: ({ context }) => context.timings.transcriptionRetryMs,
    drain: ({ context }) => context.timings.drainMs,
    linger: ({ context }) => context.timings.lingerMs,
  },
  guards: {
    isFull: (_, params: { volume: number }) => params.volume === 1,
    isSilent: (_, params: { volume: number }) => params.volume === 0,
    isSameVolume: ({ context }, params: { volume: number }) => params.volume === context.volume,
    isCurrentSpeaker: ({ context }, params: { connectionId: string }) =>
      params.connectionId === context.speakerConnectionId,
    hasNewLanguage: ({ context }, params: { audience: Audience }) => hasNewLanguage(context.reported, params.audience),
    hasMoved: ({ context }, params: { audience: Audience }) => hasMoved(context.reported.count, params.audience.count),
    hasUnreportedLanguage: ({ context }) => hasNewLanguage(context.reported, context.audience),
    hasUnreportedMove: ({ context }) => hasMoved(context.reported.count, context.audience.count),
    isAttended: ({ context }) => context.speakerConnectionId !== undefined,
    /** There is something new to report, and a speaker who gets the report. */
    isStillNews: ({ context }) =>
      context.speakerConnectionId !== undefined &&
      (hasNewLanguage(context.reported, context.audience) || hasMoved(context.reported.count, context.audience.count)),
    /** Sound is expected: the speaker is there and has not turned anything off. */
    isOnAir: and([
      stateIn({ live: { speaker: 'present' } }),
      stateIn({ live: { pause: 'playing' } }),
      stateIn({ live: { mute: 'unmuted' } }),
      not(stateIn({ live: { volume: 'silent' } })),
    ]),
    isTranscribing: ({ context }) => context.transcribing,
    hasLastWords: ({ context }) => context.lastWords,
    isFailedOutput: (_, params: { output: TranscriptionOutput }) => params.output.outcome === 'failed',
  },
  actions: {
    stamp: assign({ lastStateChange: (_, params: { atMs: UnixMs }) => Math.floor(params.atMs / 1000) }),
    setVolume: assign({ volume: (_, params: { volume: number }) => params.volume }),
    rememberSpeaker: assign({ speakerConnectionId: (_, params: { connectionId: string }) => params.connectionId }),
    forgetSpeaker: assign({ speakerConnectionId: undefined }),
    countAudience: assign({ audience: (_, params: { audience: Audience }) => params.audience }),
    awaitReport: assign({ pendingReason: (_, params: { reason: StatusReason }) => params.reason }),
    rememberReport: assign({ reported: ({ context }) => context.audience }),
    rememberEnd: assign({ endReason: (_, params: { reason: EndReason }) => params.reason }),
    rememberLastWords: assign({ lastWords: true }),
    forgetLastWords: assign({ lastWords: false }),
    markTranscribing: assign({ transcribing: true }),
    markNotTranscribing: assign({ transcribing: false }),
    markGivenUp: assign({ isGivenUp: true }),
    markRestored: assign({ isGivenUp: false }),
    tellSpeakerAway: ({ context }) => context.effects.tellSpeakerAway(context.timings.graceMs),
    tellSpeakerBack: ({ context }) => context.effects.tellSpeakerBack(),
    reportStatus: ({ context }, params: { reason: StatusReason }) => context.effects.reportStatus(params.reason),
    tellInterrupted: ({ context }, params: { reason: TranscribeFailure; attempt: number }) =>
      context.effects.tellInterrupted(params.reason, params.attempt),
    tellRestored: ({ context }, params: { attempt: number; replayedMs: number }) =>
      context.effects.tellRestored(params.attempt, params.replayedMs),
    tellFailed: ({ context }, params: { reason: TranscribeFailure }) => context.effects.tellFailed(params.reason),
    watchSound: ({ context }) => context.effects.watchSound(),
    ignoreSound: ({ context }) => context.effects.ignoreSound(),
    tellAudioSilent: ({ context }, params: { sinceMs: number }) => context.effects.tellAudioSilent(params.sinceMs),
    tellAudioHeard: ({ context }, params: { sinceMs: number }) => context.effects.tellAudioHeard(params.sinceMs),
    lookForAudio: ({ context }) => context.effects.lookForAudio(),
    flushTranslations: ({ context }) => context.effects.flushTranslations(),
    tellSpeakerEnded: ({ context }) => context.effects.tellSpeakerEnded(context.endReason),
  },
});

/** The count changed by more than 10 % since the last report. From 0, any listener is a change. */
function hasMoved(before: number, now: number): boolean {
  return before === 0 ? now > 0 : Math.abs(now - before) / before > 0.1;
}

function hasNewLanguage(before: Audience, now: Audience): boolean {
  return now.languages.some((language) => !before.languages.includes(language));
}
