/**
 * What one upstream stream is sent: the session's audio in events of a good size, at a bounded pace, with silence where
 * there is none. It notices when nothing comes back. Opens nothing and reports no fate.
 */
import type { AudioChunk } from '../../audio/audio-chunk.ts';
import { FrameGatherer } from '../../audio/frame-gatherer.ts';
import { msToSamples } from '../../audio/pcm.ts';
import { ReplayPace } from '../../audio/replay-pace.ts';
import { StreamTimeline } from '../../audio/stream-timeline.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { AudioGate } from './audio-gate.ts';
import { FrameQueue } from './frame-queue.ts';
import { KeepAlive, SILENCE } from './keep-alive.ts';
import { StallWatch } from './stall-watch.ts';
import { WakeTimer } from './wake-timer.ts';

export interface UpstreamTimings {
  /** Audio was sent and nothing came back for this long: the stream is dead. */
  readonly stallMs: number;
  /** Without audio for this long the stream is no longer kept alive. */
  readonly silenceMs: number;
  /** What waits goes out at so many times real time, over 1. */
  readonly replaySpeed: number;
}

export interface UpstreamSenderParts {
  readonly intake: AudioGate;
  readonly clock: ClockPort;
  readonly timings: UpstreamTimings;
  readonly isStandby: boolean;
  readonly onStalled: () => void;
  /** It is no longer kept alive; said again until it is finished or has audio. */
  readonly onQuiet: () => void;
}

/**
 * Chunks under it go out together. Twice as much would cost a third less, and have one chunk in three wait nearly as long
 * as a chunk may take in all.
 */
const FRAME_MS = 40;

/** What waits goes out at once up to here: most replays, which go back to the last final, are hardly slowed down. */
const REPLAY_BURST_MS = 1_000;

export class UpstreamSender {
  readonly #parts: UpstreamSenderParts;
  readonly #outlet: FrameQueue;
  readonly #gatherer = new FrameGatherer({ frameMs: FRAME_MS });
  readonly #stall: StallWatch;
  readonly #keepAlive: KeepAlive;
  #pace: ReplayPace;
  #timeline: StreamTimeline | undefined;
  /** Silence sent before the audio was taken over. */
  #leadSamples = 0;
  #sentToSample = 0;
  #replayToSample = 0;
  /** Those the gatherer holds; it gives them all at once. */
  #gathered: AudioChunk[] = [];
  /** The client has begun to ask for audio. */
  #isPulled = false;
  #isHeld = false;
  #isFinishing = false;
  readonly #alarm: WakeTimer;
  readonly #wake = () => this.pump();

  constructor(parts: UpstreamSenderParts) {
    this.#parts = parts;
    const { clock, isStandby, timings } = parts;
    this.#alarm = new WakeTimer(clock, this.#wake);
    this.#keepAlive = new KeepAlive(clock.now(), isStandby);
    this.#stall = new StallWatch(timings.stallMs);
    this.#pace = this.#newPace();
    this.#outlet = new FrameQueue({
      onRoom: this.#wake,
      onPull: () => this.#pulled(),
      onTaken: (chunks) => parts.intake.accepted(chunks),
    });
  }

  /** For the upstream client. */
  get audio(): AsyncIterable<Uint8Array> {
    return this.#outlet;
  }

  /** Undefined until it has the audio. */
  get timeline(): StreamTimeline | undefined {
    return this.#timeline;
  }

  /** The end of the audio it was sent, on the session clock. */
  get sentToSample(): number {
    return this.#sentToSample;
  }

  /** From now on the session's audio is this stream's. @returns how much there is to replay, ms. */
  attach(): number {
    const { startSample, replayedMs } = this.#parts.intake.attach(this.#wake);
    this.#timeline = new StreamTimeline(startSample);
    if (this.#leadSamples > 0) this.#timeline.appendSilence(this.#leadSamples);
    this.#sentToSample = startSample;
    this.#replayToSample = startSample + msToSamples(replayedMs);
    this.#pace = this.#newPace();
    if (this.#isPulled) this.#parts.intake.pulled(this.#wake);
    return replayedMs;
  }

  /** The service is not asked yet: nothing is due. */
  hold(): void {
    this.#isHeld = true;
    this.#alarm.off();
  }

  /** It is asked now: all times begin. */
  letGo(): void {
    const now = this.#parts.clock.now();
    this.#isHeld = false;
    this.#keepAlive.restart(now);
    this.#stall.restart(now);
    this.pump();
  }

  /** The service said something. */
  heard(): void {
    this.#stall.heard();
  }

  /** What waits is still sent, then the end. */
  finish(): void {
    this.#isFinishing = true;
    this.pump();
  }

  /** It takes and sends nothing more, and leaves no timer. Idempotent. */
  stop(): void {
    this.#parts.intake.detach(this.#wake);
    this.#alarm.off();
    this.#outlet.discard();
  }

  /** Moves what there is to move, then sleeps until something is due. */
  pump(): void {
    if (this.#isHeld || this.#outlet.isEnded) return;
    const { clock, intake, onQuiet, onStalled } = this.#parts;
    const now = clock.now();
    this.#takeAudio(now);
    if (this.#isFinishing && !this.#outlet.isFull && !intake.hasWaiting) {
      this.#send(this.#gatherer.flush());
      this.#alarm.off();
      this.#outlet.end();
      return;
    }
    this.#beSilent(now);
    if (this.#stall.isStalled(now)) {
      onStalled();
      return;
    }
    if (now >= this.#quietAt()) onQuiet();
    this.#sleep(now);
  }

  #newPace(): ReplayPace {
    const { clock, timings } = this.#parts;
    return new ReplayPace({ speed: timings.replaySpeed, burstMs: REPLAY_BURST_MS }, clock.now());
  }

  #takeAudio(now: number): void {
    const { intake } = this.#parts;
    if (this.#timeline === undefined) return;
    while (!this.#outlet.isFull && this.#pace.isOpen(now)) {
      const chunk = intake.next();
      if (chunk === undefined) break;
      this.#pace.spend(chunk.endMs - chunk.startMs);
      this.#timeline.appendAudio(chunk);
      this.#sentToSample = chunk.endSample;
      this.#keepAlive.sentAudio(now, chunk.receivedAt, chunk.endMs - chunk.startMs);
      this.#gathered.push(chunk);
      this.#send(this.#gatherer.offer(chunk.pcm, now));
    }
    // The speaker has stopped on purpose: what was said last is not held back.
    this.#send(intake.dropReason === undefined ? this.#gatherer.due(now) : this.#gatherer.flush());
  }

  #send(frames: readonly Uint8Array[]): void {
    const last = frames.length - 1;
    if (last < 0) return;
    const chunks = this.#gathered;
    this.#gathered = [];
    for (const [at, frame] of frames.entries()) {
      this.#outlet.push(frame, at === last ? chunks : undefined);
      this.#stall.sent(this.#parts.clock.now());
    }
  }

  #pulled(): void {
    if (this.#isPulled) return;
    this.#isPulled = true;
    this.#parts.intake.pulled(this.#wake);
  }

  #beSilent(now: number): void {
    if (now < this.#nextSilenceAt()) return;
    this.#send(this.#gatherer.flush());
    if (this.#timeline) this.#timeline.appendSilence(SILENCE.length / 2);
    else this.#leadSamples += SILENCE.length / 2;
    this.#outlet.push(SILENCE);
    this.#keepAlive.sentSilence(now);
    if (this.#isFinalDue && this.#keepAlive.isToBeAnswered(now)) this.#stall.sent(now);
  }

  /**
   * A final is still to come; without audio nothing else would notice that it never does. Not for what was replayed:
   * what brought no final twice is no speech.
   */
  get #isFinalDue(): boolean {
    return this.#sentToSample > this.#replayToSample && this.#parts.intake.isOwing;
  }

  /** Speech for this stream waits. */
  get #hasWaiting(): boolean {
    return this.#timeline !== undefined && this.#parts.intake.hasWaiting;
  }

  /** While speech waits, to be pulled or for its time: silence would be put in front of it, without a bound. */
  #nextSilenceAt(): number {
    if (this.#outlet.isFull || this.#hasWaiting) return Number.POSITIVE_INFINITY;
    return this.#keepAlive.nextAt(this.#parts.intake.dropReason === undefined);
  }

  /** When a stream that has the audio, and is not being finished, is no longer kept alive. */
  #quietAt(): number {
    const isKept = this.#isFinishing || this.#timeline === undefined || this.#hasWaiting;
    return isKept ? Number.POSITIVE_INFINITY : this.#keepAlive.quietAt(this.#parts.timings.silenceMs);
  }

  #sleep(now: number): void {
    const dues = [this.#nextSilenceAt(), this.#gatherer.nextDueAt ?? Number.POSITIVE_INFINITY, this.#stall.dueAt];
    if (this.#hasWaiting && !this.#outlet.isFull) dues.push(this.#pace.nextAt);
    const quietAt = this.#quietAt();
    if (quietAt > now) dues.push(quietAt);
    const due = Math.min(...dues);
    // With nothing due it is the upstream's turn: its pull wakes the stream.
    this.#alarm.ringBy(due);
  }
}
