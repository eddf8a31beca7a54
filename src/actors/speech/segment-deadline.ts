/** Out: calls when the oldest stable word has waited for the end of its segment too long, also while no result comes. */
import type { ClockPort } from '../ports/clock.ts';
import { WakeTimer } from './wake-timer.ts';

export class SegmentDeadline {
  readonly #clock: ClockPort;
  readonly #onDue: (sessionMs: number) => void;
  readonly #timer: WakeTimer;
  #due: { readonly sessionMs: number; readonly at: number } | undefined;

  /** @param onDue Gets the time that was set, on the session clock: the clock itself stands still while nothing is accepted. */
  constructor(clock: ClockPort, onDue: (sessionMs: number) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
    this.#timer = new WakeTimer(clock, () => this.#ring());
  }

  /** @param sessionMs On the session clock, as is `nowMs`; undefined when nothing waits. */
  set(sessionMs: number | undefined, nowMs: number): void {
    if (sessionMs === this.#due?.sessionMs) return;
    this.#due =
      sessionMs === undefined ? undefined : { sessionMs, at: this.#clock.now() + Math.max(0, sessionMs - nowMs) };
    if (this.#due !== undefined) this.#timer.ringBy(this.#due.at);
  }

  /** Idempotent. */
  off(): void {
    this.#due = undefined;
    this.#timer.off();
  }

  #ring(): void {
    const due = this.#due;
    if (due === undefined) return;
    // The timer was set for an earlier deadline, which was moved.
    if (this.#clock.now() < due.at) {
      this.#timer.ringBy(due.at);
      return;
    }
    this.#due = undefined;
    this.#onDue(due.sessionMs);
  }
}
