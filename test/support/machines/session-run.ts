/** A session chart on fake upstreams and simulated time, with every effect recorded. */
import { createActor } from 'xstate';
import { sessionLogic } from '../../../src/actors/session/session-logic.ts';
import type {
  Audience,
  SessionEffects,
  SessionInput,
  SessionTimings,
} from '../../../src/machines/session.vocabulary.ts';
import type { TranscriptionTimings } from '../../../src/machines/transcription.vocabulary.ts';
import { FakeUpstreams } from './fake-upstreams.ts';
import { SteppedClock } from './stepped-clock.ts';
import { SESSION_TIMINGS, TRANSCRIPTION_TIMINGS } from './timings.ts';

export interface SessionRunOptions {
  readonly logic?: typeof sessionLogic;
  readonly timings?: Partial<SessionTimings>;
  readonly transcription?: Partial<TranscriptionTimings>;
  readonly jitter?: () => number;
  /** Carried out as the effect is ordered, after it was recorded. */
  readonly onEffect?: (effect: string) => void;
}

/** Unix ms at which a test session starts. */
export const STARTED_AT_MS = 1_699_500_000_000;

export function inputOf(
  effects: SessionEffects,
  openUpstream: SessionInput['openUpstream'],
  { timings = {}, transcription = {}, jitter = () => 0.5 }: SessionRunOptions = {},
): SessionInput {
  return {
    sessionId: 'golden-eagle-427',
    timings: { ...SESSION_TIMINGS, ...timings },
    transcription: { ...TRANSCRIPTION_TIMINGS, ...transcription },
    openUpstream,
    jitter,
    effects,
    startedAtMs: STARTED_AT_MS,
  };
}

/** Effects as lines: their name and what they were given. */
export function recordingEffects(record: (effect: string) => void): SessionEffects {
  const line =
    (name: string) =>
    (...values: unknown[]) =>
      record([name, ...values].join(' '));
  return {
    tellSpeakerAway: line('tellSpeakerAway'),
    tellSpeakerBack: line('tellSpeakerBack'),
    reportStatus: line('reportStatus'),
    tellInterrupted: line('tellInterrupted'),
    tellRestored: line('tellRestored'),
    tellFailed: line('tellFailed'),
    // How the sound is timed is no decision of the chart's: what is said of it is.
    watchSound: () => {},
    ignoreSound: () => {},
    tellAudioSilent: line('tellAudioSilent'),
    tellAudioHeard: line('tellAudioHeard'),
    lookForAudio: line('lookForAudio'),
    flushTranslations: line('flushTranslations'),
    tellSpeakerEnded: line('tellSpeakerEnded'),
  };
}

export function runSession(options: SessionRunOptions = {}) {
  const clock = new SteppedClock();
  const upstreams = new FakeUpstreams();
  const effects: string[] = [];
  const errors: unknown[] = [];
  const recording = recordingEffects((effect) => {
    effects.push(effect);
    options.onEffect?.(effect);
  });
  const actor = createActor(options.logic ?? sessionLogic, {
    clock,
    input: inputOf(recording, upstreams.open, options),
  });
  actor.subscribe({ error: (error) => errors.push(error) });
  actor.start();
  return {
    actor,
    clock,
    upstreams,
    errors,
    /** The effects ordered so far, in order. */
    effects,
    /** What was ordered since the last time this was asked. */
    takeEffects: (): string[] => effects.splice(0),
    get snapshot() {
      return actor.getSnapshot();
    },
    /** The state of one region of a live session. */
    region(name: string): unknown {
      const { value } = actor.getSnapshot();
      return typeof value === 'object' && 'live' in value ? (value.live as Record<string, unknown>)[name] : undefined;
    },
    attach: (connectionId = 'speaker-1') => actor.send({ type: 'speaker.attached', connectionId }),
    leave: (connectionId = 'speaker-1') => actor.send({ type: 'speaker.left', connectionId }),
    audience: (count: number, languages: Audience['languages'] = count === 0 ? [] : ['es']) =>
      actor.send({ type: 'audience.changed', audience: { count, languages } }),
    /** Audio arrives and its upstream stream opens. */
    speak(): void {
      actor.send({ type: 'audio.arrived' });
      const { number, report } = upstreams.latest;
      report({ type: 'stream.opened', stream: number, replayedMs: 0 });
    },
  };
}

export type SessionRun = ReturnType<typeof runSession>;
