/** How fast held audio may go to a stream: a first burst, then so many times real time. Has no clock of its own. */

export interface ReplayPaceOptions {
  /** Times real time; over 1, or what waits would never be caught up with. */
  readonly speed: number;
  /** Audio that may go at once, ms. */
  readonly burstMs: number;
}

/** What goes in one step: so few timers that a chunk needs none of its own. */
const STEP_MS = 20;

export class ReplayPace {
  readonly #speed: number;
  readonly #burstMs: number;
  /** Audio that may still go, ms; below 0 by what the last chunk was over. */
  #allowanceMs: number;
  #at: number;

  constructor({ speed, burstMs }: ReplayPaceOptions, now: number) {
    this.#speed = speed;
    this.#burstMs = burstMs;
    this.#allowanceMs = burstMs;
    this.#at = now;
  }

  /** Whether the next chunk, of whatever length, may go now. */
  isOpen(now: number): boolean {
    this.#allowanceMs = Math.min(this.#burstMs, this.#allowanceMs + (now - this.#at) * this.#speed);
    this.#at = now;
    return this.#allowanceMs > 0;
  }

  /** So much audio went. */
  spend(audioMs: number): void {
    this.#allowanceMs -= audioMs;
  }

  /** When to ask again after it was not open. */
  get nextAt(): number {
    return this.#at + Math.max(STEP_MS, -this.#allowanceMs / this.#speed);
  }
}
