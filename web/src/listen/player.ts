/**
 * Plays speech in order, without gaps or overlaps: each clip is scheduled on the audio clock at the end of the one before.
 * The queue decides which clip is next.
 */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import { type Clip, PlayoutQueue } from '../../../src/client/player/playout-queue.ts';

export interface Speech extends Clip {
  readonly samples: Int16Array;
}

export interface PlayerNumbers {
  /** Clips that were played to their end. */
  readonly played: number;
  /** Speech that is scheduled or waits, ms. */
  readonly waitingMs: number;
  readonly skipped: number;
  readonly late: number;
}

/** How far ahead clips are scheduled: longer than the pauses of timers in a background tab. */
const AHEAD_S = 1.5;
const TICK_MS = 100;
/** Delay before the first clip of a row: a clip that is scheduled for the present moment begins with a click. */
const LEAD_S = 0.05;

export class Player {
  readonly #context: AudioContext;
  readonly #gain: GainNode;
  readonly #analyser: AnalyserNode;
  readonly #window = new Float32Array(2_048);
  readonly #queue = new PlayoutQueue<Speech>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #onTick: () => void;
  /** Scheduled clips that have not ended, with their start and end on the audio clock, s. */
  #laidOut: { readonly source: AudioBufferSourceNode; readonly startsAt: number; readonly endsAt: number }[] = [];
  #played = 0;
  #isPaused = false;
  #isOver = false;

  /** Must be called by a click: browsers play nothing before one. @param onTick called several times a second. */
  constructor(onTick: () => void) {
    this.#onTick = onTick;
    // With the speech's own rate the browser does not resample, so clips join without an audible edge.
    this.#context = new AudioContext({ sampleRate: SAMPLE_RATE_HZ });
    this.#gain = new GainNode(this.#context);
    this.#analyser = new AnalyserNode(this.#context, { fftSize: this.#window.length });
    this.#gain.connect(this.#analyser).connect(this.#context.destination);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.resume();
  }

  get numbers(): PlayerNumbers {
    const { skipped, late } = this.#queue.counts;
    const laidOutMs = Math.max(0, this.#endsAt - this.#context.currentTime) * 1_000;
    return { played: this.#played, waitingMs: laidOutMs + this.#queue.waitingMs, skipped, late };
  }

  get isClosed(): boolean {
    return this.#isOver;
  }

  /** The browser waits for a click before it plays anything. */
  get isBlocked(): boolean {
    return !this.#isPaused && this.#context.state === 'suspended';
  }

  /** Level of the output now: root mean square, 0..1. */
  get level(): number {
    if (this.#context.state !== 'running') return 0;
    this.#analyser.getFloatTimeDomainData(this.#window);
    return Math.sqrt(this.#window.reduce((sum, sample) => sum + sample * sample, 0) / this.#window.length);
  }

  /** @returns whether it had to skip ahead. */
  add(speech: Speech): boolean {
    return this.#queue.push(speech, performance.now());
  }

  /** Stops at the present position. Speech that arrives during the pause waits, up to the queue's limit. */
  pause(): void {
    this.#isPaused = true;
    void this.#context.suspend();
  }

  resume(): void {
    this.#isPaused = false;
    void this.#context.resume();
  }

  /** @param volume 0..1 */
  set volume(volume: number) {
    this.#gain.gain.value = volume;
  }

  /** For another language: drops all clips that have not begun. */
  reset(): void {
    this.#queue.reset();
    const now = this.#context.currentTime;
    for (const { source } of this.#laidOut.filter(({ startsAt }) => startsAt > now)) this.#drop(source);
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#timer);
    for (const { source } of this.#laidOut) source.onended = null;
    void this.#context.close();
  }

  get #endsAt(): number {
    return this.#laidOut.at(-1)?.endsAt ?? 0;
  }

  #tick(): void {
    while (this.#endsAt - this.#context.currentTime < AHEAD_S) {
      const due = this.#queue.take(performance.now());
      if (due === undefined) break;
      this.#layOut(due.clip);
    }
    this.#onTick();
  }

  #layOut({ samples }: Speech): void {
    const buffer = new AudioBuffer({ length: samples.length, numberOfChannels: 1, sampleRate: SAMPLE_RATE_HZ });
    buffer.copyToChannel(
      Float32Array.from(samples, (sample) => sample / 32_768),
      0,
    );
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.connect(this.#gain);
    const startsAt = Math.max(this.#endsAt, this.#context.currentTime + LEAD_S);
    this.#laidOut.push({ source, startsAt, endsAt: startsAt + buffer.duration });
    source.onended = () => {
      this.#played += 1;
      this.#forget(source);
    };
    source.start(startsAt);
  }

  #drop(source: AudioBufferSourceNode): void {
    source.onended = null;
    source.stop();
    source.disconnect();
    this.#forget(source);
  }

  #forget(source: AudioBufferSourceNode): void {
    this.#laidOut = this.#laidOut.filter((each) => each.source !== source);
  }
}
