/** A timer that rings by a time that is set again and again. Rings early rather than late: whoever it wakes looks again. */
import type { ClockPort } from '../ports/clock.ts';

export class WakeTimer {
  readonly #clock: ClockPort;
  readonly #onRing: () => void;
  #timer: unknown;
  #at = Number.POSITIVE_INFINITY;

  constructor(clock: ClockPort, onRing: () => void) {
    this.#clock = clock;
    this.#onRing = onRing;
  }

  /**
   * Set to ring sooner it is left as it is: a timer for each of thousands of chunks a second costs more than a look.
   * @param due ms, on the clock; infinity for never. In the past it rings in 1 ms.
   */
  ringBy(due: number): void {
    if (due >= this.#at) return;
    this.off();
    this.#at = due;
    this.#timer = this.#clock.setTimeout(
      () => {
        this.#at = Number.POSITIVE_INFINITY;
        this.#onRing();
      },
      Math.max(1, due - this.#clock.now()),
    );
  }

  /** Idempotent. */
  off(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#at = Number.POSITIVE_INFINITY;
  }
}
