/**
 * Out: passes the results of one upstream stream on to the transcription pipeline. Opens the stream, reports its outcome
 * once, and releases it. The transcription chart decides what happens next; the upstream sender decides what is sent.
 */
import { SAMPLE_RATE_HZ } from '../../audio/pcm.ts';
import type { StreamTimeline } from '../../audio/stream-timeline.ts';
import type {
  StreamFailed,
  StreamReport,
  UpstreamHandle,
  UpstreamRequest,
} from '../../machines/transcription.vocabulary.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { MetricsPort } from '../ports/telemetry.ts';
import type { TranscriptionPort, TranscriptionResult, TranscriptionSignal } from '../ports/transcription.ts';
import type { AudioGate } from './audio-gate.ts';
import { UpstreamSender, type UpstreamTimings } from './upstream-sender.ts';
import {
  type Answer,
  GONE,
  isOver,
  isTaken,
  type OverState,
  replayedMsOf,
  type UpstreamState,
} from './upstream-state.ts';

export interface UpstreamDeps {
  readonly port: TranscriptionPort;
  readonly sourceLanguage: string;
  readonly gate: AudioGate;
  readonly clock: ClockPort;
  /** Milliseconds with fractions, on the scale of the chunks' receipt. */
  readonly monotonicNow: () => number;
  readonly metrics: MetricsPort;
  readonly timings: UpstreamTimings;
  /**
   * A result about the session's audio.
   * @param timeline The time of the stream that it came from.
   * @param receivedAt When it came, monotonic ms.
   */
  readonly onResult: (result: TranscriptionResult, timeline: StreamTimeline, receivedAt: number) => void;
}

type Ended = Extract<TranscriptionSignal, { type: 'ended' }>;

/** After a release, the end frame has this long to be sent and answered. */
const LEAVE_MS = 1_000;

export class UpstreamStream implements UpstreamHandle {
  readonly #deps: UpstreamDeps;
  readonly #number: number;
  readonly #report: (report: StreamReport) => void;
  readonly #release = new AbortController();
  readonly #sender: UpstreamSender;
  #state: UpstreamState;

  constructor(deps: UpstreamDeps, request: UpstreamRequest, report: (report: StreamReport) => void) {
    const { clock, gate, monotonicNow, port, sourceLanguage, timings } = deps;
    const { finishing, number, standby } = request;
    this.#deps = deps;
    this.#number = number;
    this.#report = report;
    this.#sender = new UpstreamSender({
      gate,
      clock,
      monotonicNow,
      timings,
      isStandby: standby,
      onStalled: () => {
        this.#settle();
        this.#reportFailure('stalled');
      },
      onQuiet: () => report({ type: 'stream.quiet', stream: number }),
    });
    const answer: Answer = { is: 'opening', askedAt: clock.now() };
    if (standby) this.#state = { is: 'standby', answer };
    else this.#state = { is: finishing ? 'finishing' : 'reading', answer, replayedMs: this.#sender.read() };
    if (this.#isPointless) {
      this.#end();
      return;
    }
    port.open(
      { sourceLanguage, sampleRateHz: SAMPLE_RATE_HZ, audio: this.#sender.audio, isStandby: standby },
      this.#release.signal,
      {
        onSignal: (signal) => this.#hear(signal),
        onResults: (results, receivedAt) => this.#listen(results, receivedAt),
      },
    );
    if (finishing) this.#sender.finish();
    else this.#sender.wake();
  }

  takeOver(): void {
    const state = this.#state;
    if (state.is !== 'standby') return;
    this.#state = { is: 'reading', answer: state.answer, replayedMs: this.#sender.read() };
    this.#sender.wake();
  }

  finish(): void {
    const state = this.#state;
    if (isOver(state)) return;
    this.#state = { is: 'finishing', answer: state.answer, replayedMs: replayedMsOf(state) };
    if (this.#isPointless) this.#end();
    else this.#sender.finish();
  }

  /**
   * If possible, the service is told by the end frame: a stream that is only disconnected counts as open there for some
   * time. Later results are ignored: the next stream has the audio.
   */
  release(): void {
    const state = this.#settle();
    if (state.is === 'leaving') return;
    if (state.mayEnd) {
      const timer = this.#deps.clock.setTimeout(() => this.#release.abort(), LEAVE_MS);
      this.#state = { is: 'leaving', timer };
    } else {
      this.#release.abort();
    }
  }

  /** It is to be finished, no audio waits for a final, and the service has not accepted it: waiting for it is useless. */
  get #isPointless(): boolean {
    return this.#state.is === 'finishing' && !isTaken(this.#state.answer) && !this.#deps.gate.isOwing;
  }

  #hear(signal: TranscriptionSignal): void {
    const state = this.#state;
    const stream = this.#number;
    const { clock, metrics } = this.#deps;
    if (signal.type === 'ended') {
      this.#close(signal, state);
    } else if (isOver(state)) {
      // A late signal of a stream whose outcome was reported.
    } else if (signal.type === 'queued') {
      this.#state = { ...state, answer: { is: 'queued' } };
      this.#sender.hold();
      this.#report({ type: 'stream.queued', stream });
    } else if (signal.type === 'admitted') {
      this.#state = { ...state, answer: { is: 'opening', askedAt: clock.now() } };
      this.#sender.letGo();
      this.#report({ type: 'stream.admitted', stream, waitedMs: signal.waitedMs });
    } else {
      const { answer } = state;
      if (answer.is === 'opening') metrics.observe('TranscribeStreamInitLatency', clock.now() - answer.askedAt);
      this.#state = { ...state, answer: { is: 'open' } };
      this.#report({ type: 'stream.opened', stream, replayedMs: replayedMsOf(state) });
    }
  }

  /** The service sent an event. Without results it shows only that the service is alive. */
  #listen(results: readonly TranscriptionResult[], receivedAt: number): void {
    if (isOver(this.#state)) return;
    this.#sender.heard();
    const { timeline } = this.#sender;
    if (timeline) for (const result of results) this.#deps.onResult(result, timeline, receivedAt);
    const last = results.at(-1);
    const state = this.#state;
    // Handling a result may have ended the stream.
    if (last === undefined || isOver(state)) return;
    this.#state = { ...state, answer: { is: 'proven', isMidWord: last.isPartial && last.text.trim() !== '' } };
    if (state.answer.is !== 'proven') this.#report({ type: 'stream.proven', stream: this.#number });
  }

  /** The port has sent its last signal: the stream is closed. */
  #close(ended: Ended, state: UpstreamState): void {
    if (state.is === 'leaving') this.#deps.clock.clearTimeout(state.timer);
    if (isOver(state)) {
      this.#state = GONE;
    } else if (!ended.clean) {
      this.#settle(GONE);
      this.#reportFailure(ended.failure);
    } else if (state.answer.is === 'proven' && state.answer.isMidWord) {
      // The connection ended properly, but a partial has no final: speech is missing.
      this.#settle(GONE);
      this.#reportFailure('endedEarly');
    } else {
      // The service has sent all results for the audio that it got.
      const { timeline } = this.#sender;
      if (timeline) this.#deps.gate.coverTo(timeline.endSample);
      this.#end();
    }
  }

  #end(): void {
    this.#settle(GONE);
    this.#report({ type: 'stream.ended', stream: this.#number });
  }

  #reportFailure(failure: StreamFailed['failure']): void {
    const { gate, metrics } = this.#deps;
    metrics.count('TranscribeStreamErrors');
    metrics.count('TranscribeErrors', 1, { failure });
    this.#report({ type: 'stream.failed', stream: this.#number, failure, owed: gate.isOwing });
  }

  /** From here on it neither reads audio nor reports anything. */
  #settle(over?: OverState): OverState {
    const state = this.#state;
    if (isOver(state)) return state;
    const settled = over ?? { is: 'settled', mayEnd: state.is !== 'finishing' && isTaken(state.answer) };
    this.#state = settled;
    this.#sender.stop();
    return settled;
  }
}
