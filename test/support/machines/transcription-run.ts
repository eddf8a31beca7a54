/** A transcription chart that runs on fake upstreams and simulated time. */
import { createActor, fromCallback } from 'xstate';
import { transcriptionMachine } from '../../../src/machines/transcription.machine.ts';
import type {
  StreamReport,
  TranscriptionReport,
  TranscriptionTimings,
} from '../../../src/machines/transcription.vocabulary.ts';
import { FakeUpstreams } from './fake-upstreams.ts';
import { SteppedClock } from './stepped-clock.ts';
import { TRANSCRIPTION_TIMINGS } from './timings.ts';

export interface TranscriptionRunOptions {
  readonly timings?: Partial<TranscriptionTimings>;
  /** 0.5 makes a back-off exactly what it is called. */
  readonly jitter?: () => number;
}

export function runTranscription({ timings = {}, jitter = () => 0.5 }: TranscriptionRunOptions = {}) {
  const clock = new SteppedClock();
  const upstreams = new FakeUpstreams();
  const reports: TranscriptionReport[] = [];
  const errors: unknown[] = [];
  const session = createActor(
    fromCallback<TranscriptionReport>(({ receive }) => receive((report) => reports.push(report))),
  );
  session.start();
  const actor = createActor(transcriptionMachine, {
    clock,
    input: { timings: { ...TRANSCRIPTION_TIMINGS, ...timings }, openUpstream: upstreams.open, jitter, session },
  });
  actor.subscribe({ error: (error) => errors.push(error) });
  actor.start();
  return {
    actor,
    clock,
    upstreams,
    reports,
    errors,
    get state() {
      return actor.getSnapshot().value;
    },
    get output() {
      return actor.getSnapshot().output;
    },
    /** As the stream says it while it is open; as a stray event when it is not. */
    report(report: StreamReport): void {
      const upstream = upstreams.speakerOf(report);
      if (upstream) upstream.report(report);
      else actor.send(report);
    },
    stop(): void {
      actor.stop();
      session.stop();
    },
  };
}

export type TranscriptionRun = ReturnType<typeof runTranscription>;
