/**
 * Decides what SIGTERM and Ctrl-C do. The first signal announces the end and starts DRAIN_DELAY_MS, in which everything
 * is served as before; then the drain begins. A second signal skips the delay. A signal during the drain ends the
 * process. The caller listens to the signals.
 */
import type { ClockPort } from '../../actors/ports/clock.ts';

/** Signals within this time count as one key press: the terminal, npm and tsx may each send one. */
const ONE_KEY_PRESS_MS = 1_000;

export interface StopSteps {
  /** Makes /readyz answer 503 and changes nothing else. */
  announce(): void;
  /** Refuses new connections and closes the open ones with 1001. Called once. */
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

  /** Must be called for each signal. */
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
    // A signal that should skip the delay, but comes just after it, must not end the process.
    this.#countedAt = this.#deps.monotonicNow();
    this.#deps.steps.drain();
  }
}
