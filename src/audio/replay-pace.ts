/** Limits how fast held audio is sent to a stream: a first burst, then a multiple of real time. Has no clock. */

export interface ReplayPaceOptions {
  /** Multiple of real time; above 1, otherwise the stream would never catch up. */
  readonly speed: number;
  /** Audio that may be sent at once, ms. */
  readonly burstMs: number;
}

/** Least time between two steps, so that not every chunk needs a timer. */
const STEP_MS = 20;

export class ReplayPace {
  readonly #speed: number;
  readonly #burstMs: number;
  /** Audio that may still be sent, ms; negative by the excess of the last chunk. */
  #allowanceMs: number;
  #at: number;

  constructor({ speed, burstMs }: ReplayPaceOptions, now: number) {
    this.#speed = speed;
    this.#burstMs = burstMs;
    this.#allowanceMs = burstMs;
    this.#at = now;
  }

  /** Whether the next chunk, of any length, may be sent now. */
  isOpen(now: number): boolean {
    this.#allowanceMs = Math.min(this.#burstMs, this.#allowanceMs + (now - this.#at) * this.#speed);
    this.#at = now;
    return this.#allowanceMs > 0;
  }

  /** Called when audio was sent. */
  spend(audioMs: number): void {
    this.#allowanceMs -= audioMs;
  }

  /** When to ask again if `isOpen` was false. */
  get nextAt(): number {
    return this.#at + Math.max(STEP_MS, -this.#allowanceMs / this.#speed);
  }
}
