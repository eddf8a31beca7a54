/**
 * What SIGTERM and Ctrl-C do. The first announces the end and starts DRAIN_DELAY_MS, in which everything is served as before;
 * the drain begins after it. A second one skips the delay. One during the drain ends the process. It listens to no signal itself.
 */
import type { ClockPort } from '../../actors/ports/clock.ts';

/** Signals closer together than this are one key press: one signal comes from the terminal, others from npm and tsx. */
const ONE_KEY_PRESS_MS = 1_000;

export interface StopSteps {
  /** Readiness says 503 from now on. Nothing else changes. */
  announce(): void;
  /** No new connections; who is here is sent away. Called once. */
  drain(): void;
  /** Ends the process without waiting for anything. */
  giveUp(): void;
}

export interface StopSignalsDeps {
  readonly clock: Pick<ClockPort, 'setTimeout' | 'clearTimeout'>;
  readonly monotonicNow: () => number;
  readonly delayMs: number;
  readonly steps: StopSteps;
}

export class StopSignals {
  readonly #deps: StopSignalsDeps;
  #phase: 'running' | 'announced' | 'draining' = 'running';
  #countedAt = Number.NEGATIVE_INFINITY;
  #timer: unknown;

  constructor(deps: StopSignalsDeps) {
    this.#deps = deps;
  }

  /** To be called for each signal. */
  heard(): void {
    const { clock, delayMs, monotonicNow, steps } = this.#deps;
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
    this.#deps.clock.clearTimeout(this.#timer);
    this.#phase = 'draining';
    // A signal that was meant to skip the delay, and comes a moment after its end, must not end the process.
    this.#countedAt = this.#deps.monotonicNow();
    this.#deps.steps.drain();
  }
}
