/** Tells a stream that has gone dumb from a process that was too busy to read what it said. Has no clock of its own. */
import type { MonotonicMs } from '../../protocol/times.ts';

/** The part of the time that has to pass after the first suspicion. */
const DOUBT = 0.1;

export class StallWatch {
  readonly #stallMs: number;
  /** When the oldest audio was sent that nothing has come back for. */
  #since: number | undefined;
  #suspectedAt: number | undefined;

  /** @param stallMs Audio was sent and nothing came back for this long: the stream is dead. */
  constructor(stallMs: number) {
    this.#stallMs = stallMs;
  }

  /** Something went out that is to be answered. */
  sent(now: MonotonicMs): void {
    this.#since ??= now;
  }

  heard(): void {
    this.#since = undefined;
    this.#suspectedAt = undefined;
  }

  /** What was sent could not have been answered before now. */
  restart(now: MonotonicMs): void {
    if (this.#since !== undefined) this.#since = now;
    this.#suspectedAt = undefined;
  }

  /**
   * A loop that was blocked finds every timer due at once, before it has read anything. So a stall is suspected first, and
   * declared only when a further tenth of the time, in which the loop turned, has brought nothing either. On a loop that
   * is not blocked both fall within the time.
   */
  isStalled(now: MonotonicMs): boolean {
    if (now < this.dueAt) return false;
    if (this.#suspectedAt !== undefined) return true;
    this.#suspectedAt = now;
    return false;
  }

  /** When to ask next; infinite with nothing unanswered. */
  get dueAt(): number {
    if (this.#since === undefined) return Number.POSITIVE_INFINITY;
    const doubtMs = this.#stallMs * DOUBT;
    const dueAt = this.#since + this.#stallMs;
    return this.#suspectedAt === undefined ? dueAt - doubtMs : Math.max(dueAt, this.#suspectedAt + doubtMs);
  }
}
