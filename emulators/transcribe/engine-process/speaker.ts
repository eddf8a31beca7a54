/**
 * One stream, as the code that opened it sees it. Between two utterances its hearing can move to another process; for that the
 * newest audio is kept here. The pool chooses the process.
 */
import { bytesToSamples } from '../../../src/audio/pcm.ts';
import type { RecogniserListener, RecogniserSession } from '../recogniser.ts';
import { type HearingOrder, REST_REACH_SAMPLES } from './engine-messages.ts';
import type { HearingEvents, PooledProcess, RemoteHearing } from './pooled-process.ts';
import { SentAudio } from './sent-audio.ts';

/** Audio of a stream that is not heard yet: 4 s. Over this `write` returns false; at half of it `drained` is called. */
const BACKLOG_SAMPLES = 64_000;
/** Audio that another process hears again to warm up its voice detector: 0.5 s. */
const KNOWN_SAMPLES = 8_000;
/** Length of the heard audio that is kept. */
const KEPT_SAMPLES = REST_REACH_SAMPLES + KNOWN_SAMPLES;

export interface SpeakerOptions {
  readonly order: Pick<HearingOrder, 'language' | 'askedStepMs'>;
  readonly listener: RecogniserListener;
  /** The process it begins in. Undefined: none takes it yet. */
  readonly process: PooledProcess | undefined;
  /** The process to continue in from a resting point. Undefined: none takes it at present. */
  readonly next: () => PooledProcess | undefined;
  /** Calls `begin` when a process takes it, or `late` when none does in time. @returns a function that cancels both. */
  readonly whenReady: (begin: (process: PooledProcess) => void, late: () => void) => () => void;
  /** Called once, when the stream needs no process any more. */
  readonly onOver: (how: 'done' | 'failed') => void;
  /** Called when its hearing has moved to the next process. */
  readonly onMoved: () => void;
}

export class Speaker implements RecogniserSession {
  readonly #options: SpeakerOptions;
  readonly #audio = new SentAudio();
  /** Undefined while it waits for a process. */
  #hearing: RemoteHearing | undefined;
  #stopWaiting = () => {};
  #heard = 0;
  /** First byte of a sample, when a write ended inside one. */
  #odd: number | undefined;
  #isFull = false;
  #isOver = false;
  #finished: (() => void) | undefined;

  constructor(options: SpeakerOptions) {
    this.#options = options;
    this.#goOn(0, options.process);
  }

  write(pcm: Uint8Array): boolean {
    if (this.#isOver || this.#finished !== undefined) return true;
    const whole = this.#wholeSamples(pcm);
    if (whole.length > 0) {
      this.#audio.push(whole);
      this.#hearing?.hear(whole);
    }
    this.#isFull = this.#audio.to - this.#heard > BACKLOG_SAMPLES;
    return !this.#isFull;
  }

  finish(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isOver) return;
      this.#finished = resolve;
      this.#hearing?.finish();
    });
  }

  close(): void {
    if (this.#isOver) return;
    this.#hearing?.close();
    this.#over('done');
  }

  #open(process: PooledProcess, firstSample: number, knownSamples: number): RemoteHearing {
    const events: HearingEvents = {
      results: (results) => this.#options.listener.results(results),
      heard: (sample) => this.#noteHeard(sample),
      rested: (sample) => {
        this.#hearing = undefined;
        // Rounded down: a part of a sample would shift all bytes after it, and audio that is heard twice does no harm.
        this.#goOn(Math.floor(sample), this.#options.next());
        this.#options.onMoved();
      },
      finished: () => {
        this.#over('done');
        this.#finished?.();
      },
      failed: (message) => this.#fail(message),
    };
    return process.open({ ...this.#options.order, firstSample, knownSamples }, events);
  }

  #noteHeard(sample: number): void {
    // After a move some audio is heard again.
    this.#heard = Math.max(this.#heard, sample);
    this.#audio.forgetBefore(this.#heard - KEPT_SAMPLES);
    if (!this.#isFull || this.#audio.to - this.#heard > BACKLOG_SAMPLES / 2) return;
    this.#isFull = false;
    if (this.#finished === undefined) this.#options.listener.drained();
  }

  /** Continues from the sample in the process. If it is undefined: in the first process that takes it. */
  #goOn(sample: number, process: PooledProcess | undefined): void {
    if (process === undefined) {
      this.#stopWaiting = this.#options.whenReady(
        (ready) => this.#goOn(sample, ready),
        () => this.#fail('No process of the speech engine was there in time.'),
      );
      return;
    }
    const from = Math.max(this.#audio.from, sample - KNOWN_SAMPLES);
    this.#hearing = this.#open(process, from, sample - from);
    for (const chunk of this.#audio.since(from)) this.#hearing.hear(chunk);
    if (this.#finished !== undefined) this.#hearing.finish();
  }

  #fail(message: string): void {
    this.#over('failed');
    this.#options.listener.failed(message);
  }

  #over(how: 'done' | 'failed'): void {
    this.#isOver = true;
    this.#stopWaiting();
    this.#audio.forgetBefore(Number.POSITIVE_INFINITY);
    this.#options.onOver(how);
  }

  /** Copies the bytes, because the writer may change them afterwards. */
  #wholeSamples(pcm: Uint8Array): Uint8Array {
    const carried = this.#odd === undefined ? 0 : 1;
    const bytes = new Uint8Array(carried + pcm.length);
    if (this.#odd !== undefined) bytes[0] = this.#odd;
    bytes.set(pcm, carried);
    const even = Math.floor(bytesToSamples(bytes.length)) * 2;
    this.#odd = bytes[even];
    return even === bytes.length ? bytes : bytes.subarray(0, even);
  }
}
