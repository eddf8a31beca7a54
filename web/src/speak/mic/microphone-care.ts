/** Looks after the microphone in use: tells its troubles, and wakes the browser's sound when it may run again. */
import type { CapturedFrame } from '../captured-frame.ts';
import type { MicTrouble } from './mic-trouble.ts';
import { TroubleWatch } from './trouble-watch.ts';

const LOOK_EVERY_MS = 200;

export class MicrophoneCare {
  readonly #context: AudioContext;
  readonly #watch = new TroubleWatch(performance.now());
  readonly #closed = new AbortController();
  readonly #timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  #trouble: MicTrouble | undefined;
  #onTrouble: (trouble: MicTrouble | undefined) => void = () => {};

  constructor(context: AudioContext) {
    this.#context = context;
    const { signal } = this.#closed;
    context.addEventListener('statechange', () => this.#follow(), { signal });
    document.addEventListener('visibilitychange', () => this.#follow(), { signal });
    // Some browsers resume only in a click.
    document.addEventListener('click', () => this.#follow(), { signal });
    this.#follow();
  }

  /** @param onTrouble called at once, and with each change. */
  tell(onTrouble: (trouble: MicTrouble | undefined) => void): void {
    this.#onTrouble = onTrouble;
    onTrouble(this.#trouble);
  }

  hear(frame: CapturedFrame): void {
    this.#watch.hear(frame, performance.now());
    this.#look();
  }

  /** The broadcast is muted. */
  muted(isMuted: boolean): void {
    this.#watch.muted(isMuted);
    this.#look();
  }

  trackMuted(isMuted: boolean): void {
    this.#watch.trackMuted(isMuted);
  }

  lost(): void {
    this.#watch.lost();
    this.#look();
  }

  close(): void {
    this.#closed.abort();
    clearInterval(this.#timer);
  }

  /** An iPhone's sound is `interrupted` by a call and not resumed by itself. Resuming too often does no harm. */
  #follow(): void {
    const isRunning = this.#context.state === 'running';
    this.#watch.running(isRunning);
    if (!isRunning && !document.hidden) this.#context.resume().catch(() => {});
  }

  #look(): void {
    const trouble = this.#watch.look(performance.now());
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#onTrouble(trouble);
  }
}
