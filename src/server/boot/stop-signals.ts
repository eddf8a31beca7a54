/**
 * What SIGTERM and Ctrl-C come to. The first announces the end and starts DRAIN_DELAY_MS, in which everything is served as
 * before; then the drain begins. The next skips the delay, and one in the drain ends the process. It owns no signal.
 */
import type { ClockPort } from '../../actors/ports/clock.ts';

/** Signals closer together than this are one key press: it arrives from the terminal, and again from npm and tsx. */
const ONE_KEY_PRESS_MS = 1_000;

export interface StopSteps {
  /** Readiness says 503 from now on. Nothing else changes. */
  announce(): void;
  /** No new connections; who is here is sent away. Called once. */
  drain(): void;
  /** Ends the process without waiting for anything. */
  giveUp(): void;
}

export interface StopSignalsParts {
  readonly clock: Pick<ClockPort, 'setTimeout' | 'clearTimeout'>;
  readonly monotonicNow: () => number;
  readonly delayMs: number;
  readonly steps: StopSteps;
}

export class StopSignals {
  readonly #parts: StopSignalsParts;
  #phase: 'running' | 'announced' | 'draining' = 'running';
  #countedAt = Number.NEGATIVE_INFINITY;
  #timer: unknown;

  constructor(parts: StopSignalsParts) {
    this.#parts = parts;
  }

  /** A signal has come. */
  heard(): void {
    const { clock, delayMs, monotonicNow, steps } = this.#parts;
    const now = monotonicNow();
    if (now - this.#countedAt <= ONE_KEY_PRESS_MS) return;
    this.#countedAt = now;
    if (this.#phase === 'draining') steps.giveUp();
    else if (this.#phase === 'announced') this.#drain();
    else {
      this.#phase = 'announced';
      steps.announce();
      if (delayMs === 0) this.#drain();
      else this.#timer = clock.setTimeout(() => this.#drain(), delayMs);
    }
  }

  #drain(): void {
    this.#parts.clock.clearTimeout(this.#timer);
    this.#phase = 'draining';
    // One that was meant to skip the delay must not end the process because it came a moment late.
    this.#countedAt = this.#parts.monotonicNow();
    this.#parts.steps.drain();
  }
}
