/**
 * In: reads the session's audio from the gate for one upstream stream, gathers it into frames, and puts them into the
 * stream's queue at a limited rate, with silence where there is no audio. Reports a stream that does not answer; opens none.
 */
import type { AudioChunk } from '../../audio/audio-chunk.ts';
import { FrameGatherer } from '../../audio/frame-gatherer.ts';
import { msToSamples } from '../../audio/pcm.ts';
import { ReplayPace } from '../../audio/replay-pace.ts';
import { StreamTimeline } from '../../audio/stream-timeline.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { AudioGate, ReadingStream } from './audio-gate.ts';
import type { AudioReader } from './audio-reader.ts';
import { FrameQueue } from './frame-queue.ts';
import { KeepAlive, SILENCE } from './keep-alive.ts';
import { StallWatch } from './stall-watch.ts';
import { WakeTimer } from './wake-timer.ts';

export interface UpstreamTimings {
  /** Audio was sent and nothing came back for this long: the stream is dead. */
  readonly stallMs: number;
  /** Without audio for this long the stream is no longer kept alive. */
  readonly silenceMs: number;
  /** Waiting audio is sent at this multiple of real time, over 1. */
  readonly replaySpeed: number;
  /**
   * Chunks shorter than this are sent together, ms; 0: each by itself. No chunk waits longer for others. With 80 ms, chunks of
   * 20 ms would make a third fewer frames than with 40 ms, but one chunk in three would wait 40 ms of its target of 50 ms.
   */
  readonly gatherMs: number;
}

export interface UpstreamSenderDeps {
  readonly gate: AudioGate;
  readonly clock: ClockPort;
  /** Milliseconds with fractions, on the scale of the chunks' receipt. */
  readonly monotonicNow: () => number;
  readonly timings: UpstreamTimings;
  readonly isStandby: boolean;
  readonly onStalled: () => void;
  /** The stream is no longer kept alive. Repeated until it is finished or has audio. */
  readonly onQuiet: () => void;
}

/** The state from the moment the stream has the session's audio. */
interface Reading {
  readonly reader: AudioReader;
  readonly timeline: StreamTimeline;
  /** Audio before this sample of the session clock was waiting when the stream got the audio. */
  readonly replayToSample: number;
}

/** This much waiting audio is sent at once. Most replays only go back to the last final, so they are hardly delayed. */
const REPLAY_BURST_MS = 1_000;

export class UpstreamSender implements ReadingStream {
  readonly #deps: UpstreamSenderDeps;
  readonly #queue: FrameQueue;
  readonly #gatherer: FrameGatherer;
  readonly #stall: StallWatch;
  readonly #keepAlive: KeepAlive;
  readonly #timer: WakeTimer;
  #pace: ReplayPace;
  #reading: Reading | undefined;
  /** Silence that was sent before the stream had the audio. */
  #leadSamples = 0;
  /** The chunks that the gatherer holds; it gives them all at once. */
  #gathered: AudioChunk[] = [];
  #askedSince = Number.POSITIVE_INFINITY;
  /** The service has not been asked yet: nothing is sent, and nothing is due. */
  #isHeld = false;
  #isFinishing = false;

  constructor(deps: UpstreamSenderDeps) {
    this.#deps = deps;
    const { clock, isStandby, timings } = deps;
    this.#gatherer = new FrameGatherer({ frameMs: timings.gatherMs, maxWaitMs: timings.gatherMs });
    this.#timer = new WakeTimer(clock, () => this.wake());
    this.#keepAlive = new KeepAlive(clock.now(), isStandby);
    this.#stall = new StallWatch(timings.stallMs);
    this.#pace = this.#newPace();
    this.#queue = new FrameQueue({
      onRoom: () => this.wake(),
      onPull: () => this.#asked(),
      onTaken: (chunks) => this.#reading?.reader.accepted(chunks),
    });
  }

  /** For the upstream client. */
  get audio(): AsyncIterable<Uint8Array> {
    return this.#queue;
  }

  get askedSince(): number {
    return this.#askedSince;
  }

  /** Undefined until the stream has the audio. */
  get timeline(): StreamTimeline | undefined {
    return this.#reading?.timeline;
  }

  /** Gives the session's audio to this stream. @returns how much audio waits already, ms. */
  read(): number {
    const { gate, monotonicNow } = this.#deps;
    const replayMs = gate.heldMs;
    const reader = gate.open(this);
    const timeline = new StreamTimeline(reader.startSample);
    if (this.#leadSamples > 0) timeline.appendSilence(this.#leadSamples);
    this.#reading = { reader, timeline, replayToSample: reader.startSample + msToSamples(replayMs) };
    this.#pace = this.#newPace();
    if (this.#askedSince !== Number.POSITIVE_INFINITY) this.#askedSince = monotonicNow();
    return replayMs;
  }

  /** The service has not been asked yet. */
  hold(): void {
    this.#isHeld = true;
    this.#timer.off();
  }

  /** The service is asked now: all time limits start. */
  letGo(): void {
    const now = this.#deps.clock.now();
    this.#isHeld = false;
    this.#keepAlive.restart(now);
    this.#stall.restart(now);
    this.wake();
  }

  /** The service answered. */
  heard(): void {
    this.#stall.heard();
  }

  /** Waiting audio is still sent, then the end frame. */
  finish(): void {
    this.#isFinishing = true;
    this.wake();
  }

  /** It reads and sends nothing more, and leaves no timer. Idempotent. */
  stop(): void {
    this.#reading?.reader.close();
    this.#timer.off();
    this.#queue.discard();
  }

  /** Sends what may be sent now, then sleeps until something is due. */
  wake(): void {
    if (this.#isHeld || this.#queue.isEnded) return;
    const { clock, onQuiet, onStalled } = this.#deps;
    const now = clock.now();
    if (this.#reading) this.#sendAudio(this.#reading, now);
    if (this.#isFinishing && !this.#queue.isFull && !this.#hasWaiting) {
      this.#send(this.#gatherer.flush());
      this.#timer.off();
      this.#queue.end();
      return;
    }
    this.#sendSilence(now);
    if (this.#stall.isStalled(now)) {
      onStalled();
      return;
    }
    if (now >= this.#quietAt()) onQuiet();
    this.#sleep(now);
  }

  #newPace(): ReplayPace {
    const { clock, timings } = this.#deps;
    return new ReplayPace({ speed: timings.replaySpeed, burstMs: REPLAY_BURST_MS }, clock.now());
  }

  #sendAudio({ reader, timeline }: Reading, now: number): void {
    while (!this.#queue.isFull && this.#pace.isOpen(now)) {
      const chunk = reader.next();
      if (chunk === undefined) break;
      const durationMs = chunk.endMs - chunk.startMs;
      this.#pace.spend(durationMs);
      timeline.appendAudio(chunk);
      this.#keepAlive.sentAudio(now, chunk.receivedAt, durationMs);
      this.#gathered.push(chunk);
      this.#send(this.#gatherer.offer(chunk.pcm, now));
    }
    // The gate is closed because the speaker stopped on purpose: the last audio is sent at once.
    this.#send(this.#deps.gate.isOpen ? this.#gatherer.due(now) : this.#gatherer.flush());
  }

  #send(frames: readonly Uint8Array[]): void {
    const last = frames.length - 1;
    if (last < 0) return;
    const chunks = this.#gathered;
    this.#gathered = [];
    for (const [at, frame] of frames.entries()) {
      this.#queue.push(frame, at === last ? chunks : undefined);
      this.#stall.sent(this.#deps.clock.now());
    }
  }

  #asked(): void {
    if (this.#askedSince === Number.POSITIVE_INFINITY) this.#askedSince = this.#deps.monotonicNow();
  }

  #sendSilence(now: number): void {
    if (now < this.#nextSilenceAt()) return;
    this.#send(this.#gatherer.flush());
    const samples = SILENCE.length / 2;
    if (this.#reading) this.#reading.timeline.appendSilence(samples);
    else this.#leadSamples += samples;
    this.#queue.push(SILENCE);
    this.#keepAlive.sentSilence(now);
    if (this.#isFinalDue && this.#keepAlive.isToBeAnswered(now)) this.#stall.sent(now);
  }

  /**
   * A final is still expected. Without audio nothing else would notice that it never comes. Replayed audio does not count:
   * if it gave no final the first time and none now, it is not speech.
   */
  get #isFinalDue(): boolean {
    if (this.#reading === undefined) return false;
    const { replayToSample, timeline } = this.#reading;
    return timeline.endSample > replayToSample && this.#deps.gate.isOwing;
  }

  /** Audio for this stream waits. */
  get #hasWaiting(): boolean {
    return this.#reading?.reader.hasWaiting ?? false;
  }

  /** No silence while audio waits in the gate or the queue: an unlimited amount of silence would be sent before the audio. */
  #nextSilenceAt(): number {
    if (this.#queue.isFull || this.#hasWaiting) return Number.POSITIVE_INFINITY;
    return this.#keepAlive.nextAt(this.#deps.gate.isOpen);
  }

  /** When a stream that has the audio, and is not being finished, is no longer kept alive. */
  #quietAt(): number {
    const isKept = this.#isFinishing || this.#reading === undefined || this.#hasWaiting;
    return isKept ? Number.POSITIVE_INFINITY : this.#keepAlive.quietAt(this.#deps.timings.silenceMs);
  }

  #sleep(now: number): void {
    let due = Math.min(this.#nextSilenceAt(), this.#gatherer.nextDueAt ?? Number.POSITIVE_INFINITY, this.#stall.dueAt);
    if (this.#hasWaiting && !this.#queue.isFull) due = Math.min(due, this.#pace.nextAt);
    const quietAt = this.#quietAt();
    if (quietAt > now) due = Math.min(due, quietAt);
    // When nothing is due, the client's next pull wakes the stream.
    this.#timer.ringBy(due);
  }
}
