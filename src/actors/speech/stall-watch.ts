/** In: finds a stream that no longer answers, and does not mistake a blocked event loop for one. Reads no clock. */
import type { MonotonicMs } from '../../protocol/times.ts';

/** The share of the time that must pass between the first suspicion and the decision. */
const DOUBT = 0.1;

export class StallWatch {
  readonly #stallMs: number;
  /** When the oldest audio without an answer was sent. */
  #since: number | undefined;
  #suspectedAt: number | undefined;

  /** @param stallMs Audio was sent and nothing came back for this long: the stream is dead. */
  constructor(stallMs: number) {
    this.#stallMs = stallMs;
  }

  /** Something was sent that the service must answer. */
  sent(now: MonotonicMs): void {
    this.#since ??= now;
  }

  heard(): void {
    this.#since = undefined;
    this.#suspectedAt = undefined;
  }

  /** Nothing could be answered before now: the time starts again. */
  restart(now: MonotonicMs): void {
    if (this.#since !== undefined) this.#since = now;
    this.#suspectedAt = undefined;
  }

  /**
   * After a blocked event loop every timer is due at once, before anything was read. So a stall is first suspected, and
   * decided only when nothing comes in a further tenth of the time, in which the loop could read. When the loop is not
   * blocked, both happen within the time.
   */
  isStalled(now: MonotonicMs): boolean {
    if (now < this.dueAt) return false;
    if (this.#suspectedAt !== undefined) return true;
    this.#suspectedAt = now;
    return false;
  }

  /** When to ask next; infinity when everything was answered. */
  get dueAt(): number {
    if (this.#since === undefined) return Number.POSITIVE_INFINITY;
    const doubtMs = this.#stallMs * DOUBT;
    const dueAt = this.#since + this.#stallMs;
    return this.#suspectedAt === undefined ? dueAt - doubtMs : Math.max(dueAt, this.#suspectedAt + doubtMs);
  }
}
