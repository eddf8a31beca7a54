/**
 * One upstream transcription stream, from its opening to its one fate, which it reports. What it is sent is its feed's;
 * what comes after it is the transcription chart's.
 */
import { SAMPLE_RATE_HZ } from '../../audio/pcm.ts';
import type { StreamReport, UpstreamHandle, UpstreamWish } from '../../machines/transcription.vocabulary.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { MetricsPort } from '../ports/telemetry.ts';
import type { TranscriptionPort, TranscriptionResult, TranscriptionSignal } from '../ports/transcription.ts';
import type { AudioGate } from './audio-gate.ts';
import type { Transcripts } from './transcripts.ts';
import { UpstreamSender, type UpstreamTimings } from './upstream-sender.ts';

export interface UpstreamParts {
  readonly port: TranscriptionPort;
  readonly sourceLanguage: string;
  readonly intake: AudioGate;
  readonly transcripts: Transcripts;
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  readonly timings: UpstreamTimings;
}

/** For the end frame to go out, and the service to answer it, once a stream is left. */
const LEAVE_MS = 1_000;

export class UpstreamStream implements UpstreamHandle {
  readonly #parts: UpstreamParts;
  readonly #number: number;
  readonly #report: (report: StreamReport) => void;
  readonly #release = new AbortController();
  readonly #feed: UpstreamSender;
  /** When the service was asked. */
  #openedAt: number;
  #replayedMs = 0;
  #isOpened = false;
  #isProven = false;
  /** The last result was a partial: its final is still to come. */
  #isMidWord = false;
  #isFinishing: boolean;
  #isSettled = false;
  /** The port has said its last word: nothing is open any more. */
  #isEnded = false;
  /** The timer that ends the time it has to end by itself. */
  #leaving: unknown;

  constructor(parts: UpstreamParts, wish: UpstreamWish, report: (report: StreamReport) => void) {
    const { clock, intake, port, sourceLanguage, timings } = parts;
    this.#parts = parts;
    this.#number = wish.number;
    this.#report = report;
    this.#openedAt = clock.now();
    this.#isFinishing = wish.finishing;
    this.#feed = new UpstreamSender({
      ...{ intake, clock, timings, isStandby: wish.standby },
      onStalled: () => this.#fail('stalled'),
      onQuiet: () => this.#report({ type: 'stream.quiet', stream: this.#number }),
    });
    if (!wish.standby) this.#replayedMs = this.#feed.attach();
    if (this.#isOver) {
      this.#end();
      return;
    }
    port.open(
      { sourceLanguage, sampleRateHz: SAMPLE_RATE_HZ, audio: this.#feed.audio, isStandby: wish.standby },
      this.#release.signal,
      (signal) => this.#hear(signal),
    );
    if (wish.finishing) this.#feed.finish();
    else this.#feed.pump();
  }

  takeOver(): void {
    if (this.#isSettled || this.#feed.timeline !== undefined) return;
    this.#replayedMs = this.#feed.attach();
    this.#feed.pump();
  }

  finish(): void {
    this.#isFinishing = true;
    if (this.#isOver) this.#end();
    else this.#feed.finish();
  }

  /**
   * The service is told by the end frame, where it can be: a stream that is merely left counts as open there for some
   * time. What it still says is not heard: whoever takes over has the audio.
   */
  release(): void {
    // Not taken yet, or finished in vain: there is nothing to wait for.
    const mayEnd = this.#isOpened && !this.#isFinishing && !this.#isEnded;
    this.#settle();
    if (mayEnd) this.#leaving ??= this.#parts.clock.setTimeout(() => this.#release.abort(), LEAVE_MS);
    else this.#release.abort();
  }

  /** It is to be finished, nothing is owed, and the service has not even taken it: nobody has to wait for that. */
  get #isOver(): boolean {
    return this.#isFinishing && !this.#isOpened && !this.#parts.intake.isOwing;
  }

  #hear(signal: TranscriptionSignal): void {
    if (signal.type === 'ended') this.#gone();
    if (this.#isSettled) return;
    const stream = this.#number;
    const { clock, intake, metrics } = this.#parts;
    if (signal.type === 'queued') {
      this.#feed.hold();
      this.#report({ type: 'stream.queued', stream });
    } else if (signal.type === 'admitted') {
      this.#openedAt = clock.now();
      this.#feed.letGo();
      this.#report({ type: 'stream.admitted', stream, waitedMs: signal.waitedMs });
    } else if (signal.type === 'opened') {
      this.#isOpened = true;
      metrics.observe('TranscribeStreamInitLatency', clock.now() - this.#openedAt);
      this.#report({ type: 'stream.opened', stream, replayedMs: this.#replayedMs });
    } else if (signal.type === 'results') {
      this.#listen(signal.results);
    } else if (signal.clean && this.#isMidWord) {
      // On the wire an end as it should be; but a word was begun and never finished.
      this.#fail('endedEarly');
    } else if (signal.clean) {
      // Whatever the service had to say about what it was sent, it has said.
      intake.coverTo(this.#feed.sentToSample);
      this.#end();
    } else {
      this.#fail(signal.failure);
    }
  }

  #listen(results: readonly TranscriptionResult[]): void {
    const { timeline } = this.#feed;
    this.#feed.heard();
    if (timeline) for (const result of results) this.#parts.transcripts.accept(result, timeline);
    const last = results.at(-1);
    if (last !== undefined) this.#isMidWord = last.isPartial && last.text.trim() !== '';
    if (results.length === 0 || this.#isProven) return;
    this.#isProven = true;
    this.#report({ type: 'stream.proven', stream: this.#number });
  }

  #gone(): void {
    this.#isEnded = true;
    this.#parts.clock.clearTimeout(this.#leaving);
  }

  #end(): void {
    this.#settle();
    this.#report({ type: 'stream.ended', stream: this.#number });
  }

  #fail(failure: Extract<StreamReport, { type: 'stream.failed' }>['failure']): void {
    const { intake, metrics } = this.#parts;
    metrics.count('TranscribeStreamErrors');
    metrics.count('TranscribeErrors', 1, { failure });
    this.#settle();
    this.#report({ type: 'stream.failed', stream: this.#number, failure, owed: intake.isOwing });
  }

  /** From here on it neither takes audio nor says anything. */
  #settle(): void {
    this.#isSettled = true;
    this.#feed.stop();
  }
}
