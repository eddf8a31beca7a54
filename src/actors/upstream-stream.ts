/**
 * One upstream transcription stream: feeds it the session's audio in events of a good size, keeps it alive with silence,
 * notices when it goes dumb, and reports its fate once. It decides nothing about what comes after.
 */
import { FrameGatherer } from '../audio/frame-gatherer.ts';
import { msToBytes, SAMPLE_RATE_HZ } from '../audio/pcm.ts';
import { StreamTimeline } from '../audio/stream-timeline.ts';
import type { StreamReport, UpstreamHandle } from '../machines/transcription.machine.ts';
import type { AudioIntake } from './audio-intake.ts';
import { FrameOutlet } from './frame-outlet.ts';
import type { ClockPort, MetricsPort, TranscriptionPort, TranscriptionSignal } from './ports.ts';
import type { Transcripts } from './transcripts.ts';

export interface UpstreamTimings {
  /** Audio was sent and nothing came back for this long: the stream is dead. */
  readonly stallMs: number;
  /** Without audio for this long the stream is no longer kept alive. */
  readonly silenceMs: number;
}

export interface UpstreamParts {
  readonly port: TranscriptionPort;
  readonly sourceLanguage: string;
  readonly intake: AudioIntake;
  readonly transcripts: Transcripts;
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  readonly timings: UpstreamTimings;
}

/** One keep-alive event: 100 ms of silence. */
const SILENCE_MS = 100;
const SILENCE = new Uint8Array(msToBytes(SILENCE_MS));
/** An open microphone that sends nothing may just be late: silence put into a word would break it. */
const LATE_MS = 1_000;
/** For this long after the last audio silence flows in real time, so that the recogniser hears that the sentence is over. */
const CLOSING_SILENCE_MS = 5_000;
/** After that, often enough for the service's 15 s rule. */
const KEEP_ALIVE_EVERY_MS = 5_000;

export class UpstreamStream implements UpstreamHandle {
  readonly #parts: UpstreamParts;
  readonly #number: number;
  readonly #report: (report: StreamReport) => void;
  readonly #release = new AbortController();
  readonly #outlet: FrameOutlet;
  readonly #gatherer = new FrameGatherer();
  readonly #openedAt: number;
  #timeline: StreamTimeline | undefined;
  #replayedMs = 0;
  /** Silence sent before the audio was taken over. */
  #leadSamples = 0;
  #lastAudioAt: number;
  #lastSilenceAt = Number.NEGATIVE_INFINITY;
  /** When the oldest audio was sent that nothing has come back for. */
  #unansweredSince: number | undefined;
  #sentToSample = 0;
  #isProven = false;
  #isFinishing = false;
  #isSettled = false;
  #timer: unknown;
  readonly #wake = () => this.#pump();

  constructor(
    parts: UpstreamParts,
    stream: { number: number; standby: boolean },
    report: (report: StreamReport) => void,
  ) {
    this.#parts = parts;
    this.#number = stream.number;
    this.#report = report;
    this.#openedAt = parts.clock.now();
    // A standby has no audio to open with: silence must flow, or the service does not answer.
    this.#lastAudioAt = stream.standby ? this.#openedAt - LATE_MS : this.#openedAt;
    this.#outlet = new FrameOutlet(this.#wake);
    if (!stream.standby) this.#attach();
    parts.port.open(
      { sourceLanguage: parts.sourceLanguage, sampleRateHz: SAMPLE_RATE_HZ, audio: this.#outlet },
      this.#release.signal,
      (signal) => this.#hear(signal),
    );
    this.#pump();
  }

  takeOver(): void {
    if (this.#isSettled || this.#timeline !== undefined) return;
    this.#attach();
    this.#pump();
  }

  finish(): void {
    this.#isFinishing = true;
    this.#pump();
  }

  release(): void {
    this.#settle();
    this.#release.abort();
  }

  #attach(): void {
    const { intake } = this.#parts;
    const { startSample, replayedMs } = intake.attach(this.#wake);
    this.#timeline = new StreamTimeline(startSample);
    if (this.#leadSamples > 0) this.#timeline.appendSilence(this.#leadSamples);
    this.#replayedMs = replayedMs;
    this.#sentToSample = startSample;
  }

  #hear(signal: TranscriptionSignal): void {
    if (this.#isSettled) return;
    const stream = this.#number;
    const { clock, intake, metrics, transcripts } = this.#parts;
    if (signal.type === 'opened') {
      metrics.observe('TranscribeStreamInitLatency', clock.now() - this.#openedAt);
      this.#report({ type: 'stream.opened', stream, replayedMs: this.#replayedMs });
    } else if (signal.type === 'results') {
      this.#unansweredSince = undefined;
      for (const result of signal.results) if (this.#timeline) transcripts.accept(result, this.#timeline);
      if (signal.results.length > 0 && !this.#isProven) {
        this.#isProven = true;
        this.#report({ type: 'stream.proven', stream });
      }
    } else if (signal.clean) {
      // Whatever the service had to say about what it was sent, it has said.
      intake.coverTo(this.#sentToSample);
      this.#settle();
      this.#report({ type: 'stream.ended', stream });
    } else {
      this.#fail(signal.failure);
    }
  }

  #fail(failure: Extract<StreamReport, { type: 'stream.failed' }>['failure']): void {
    this.#parts.metrics.count('TranscribeStreamErrors');
    this.#parts.metrics.count('TranscribeErrors', 1, { failure });
    this.#settle();
    this.#report({ type: 'stream.failed', stream: this.#number, failure, owed: this.#parts.intake.isOwing });
  }

  /** From here on it neither takes audio nor says anything. */
  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#parts.intake.detach(this.#wake);
    this.#parts.clock.clearTimeout(this.#timer);
    this.#outlet.discard();
  }

  /** Moves what there is to move, then sleeps until something is due. */
  #pump(): void {
    if (this.#isSettled || this.#outlet.isEnded) return;
    const now = this.#parts.clock.now();
    this.#takeAudio(now);
    if (this.#isFinishing && !this.#outlet.isFull && !this.#parts.intake.hasWaiting) {
      this.#send(this.#gatherer.flush());
      this.#parts.intake.detach(this.#wake);
      this.#outlet.end();
      return;
    }
    this.#keepAlive(now);
    if (this.#unansweredSince !== undefined && now - this.#unansweredSince >= this.#parts.timings.stallMs) {
      this.#fail('stalled');
      return;
    }
    if (now >= this.#quietAt()) this.#report({ type: 'stream.quiet', stream: this.#number });
    this.#sleep(now);
  }

  #takeAudio(now: number): void {
    const { intake } = this.#parts;
    if (this.#timeline === undefined) return;
    while (!this.#outlet.isFull) {
      const chunk = intake.next();
      if (chunk === undefined) break;
      this.#timeline.appendAudio(chunk);
      this.#sentToSample = chunk.endSample;
      this.#lastAudioAt = now;
      this.#send(this.#gatherer.offer(chunk.pcm, now));
    }
    // The speaker has stopped on purpose: what was said last is not held back.
    this.#send(intake.dropReason === undefined ? this.#gatherer.due(now) : this.#gatherer.flush());
  }

  #send(frames: readonly Uint8Array[]): void {
    for (const frame of frames) {
      this.#outlet.push(frame);
      this.#unansweredSince ??= this.#parts.clock.now();
    }
  }

  #keepAlive(now: number): void {
    if (now < this.#nextSilenceAt()) return;
    this.#send(this.#gatherer.flush());
    if (this.#timeline) this.#timeline.appendSilence(SILENCE.length / 2);
    else this.#leadSamples += SILENCE.length / 2;
    this.#outlet.push(SILENCE);
    this.#lastSilenceAt = now;
  }

  /** While the upstream does not pull, speech may be waiting: silence would be put in front of it, without a bound. */
  #nextSilenceAt(): number {
    if (this.#outlet.isFull) return Number.POSITIVE_INFINITY;
    const from = this.#parts.intake.dropReason === undefined ? this.#lastAudioAt + LATE_MS : this.#lastAudioAt;
    const isClosing = this.#lastSilenceAt < this.#lastAudioAt + CLOSING_SILENCE_MS;
    return Math.max(from, this.#lastSilenceAt + (isClosing ? SILENCE_MS : KEEP_ALIVE_EVERY_MS));
  }

  /** When a stream that has the audio, and is not being finished, is no longer kept alive. */
  #quietAt(): number {
    const isKept = this.#isFinishing || this.#timeline === undefined || this.#parts.intake.hasWaiting;
    return isKept ? Number.POSITIVE_INFINITY : this.#lastAudioAt + this.#parts.timings.silenceMs;
  }

  #sleep(now: number): void {
    const { clock, timings } = this.#parts;
    clock.clearTimeout(this.#timer);
    const dues = [this.#nextSilenceAt(), this.#gatherer.nextDueAt ?? Number.POSITIVE_INFINITY];
    if (this.#unansweredSince !== undefined) dues.push(this.#unansweredSince + timings.stallMs);
    const quietAt = this.#quietAt();
    if (quietAt > now) dues.push(quietAt);
    const due = Math.min(...dues);
    // With nothing due it is the upstream's turn: its pull wakes the stream.
    if (due < Number.POSITIVE_INFINITY) this.#timer = clock.setTimeout(this.#wake, Math.max(1, due - now));
  }
}
