/** A timer whose time is set often. It may fire early but never late; the code that it wakes checks what is due. */
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
   * If the timer is already set to fire earlier, it is not changed: a new timer for each of thousands of chunks per second
   * costs more than one early check.
   * @param due The clock's ms; infinity for never. For a time in the past it fires in 1 ms.
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
