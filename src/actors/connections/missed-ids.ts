/**
 * The ids that one asker (an address, a user) asked for and that do not exist. Each counts once in any `windowMs`, and at
 * most `limit` may count. An id whose look-up is under way counts too, so that many look-ups at a time are not an advantage;
 * if the id exists, it counts no longer. Reads no clock.
 */
import type { SlidingWindowOptions, Taken } from './sliding-window.ts';

const OK: Taken = { ok: true };
/** How long a look-up takes, about, ms: the retry time when only look-ups under way fill the limit. */
const LOOK_UP_MS = 1_000;

export class MissedIds {
  readonly #limit: number;
  readonly #windowMs: number;
  /** Id → when it was found missing; the oldest first. At most `limit`. */
  readonly #missed = new Map<string, number>();
  /** Id → its look-ups under way. At most `limit` ids. */
  readonly #underWay = new Map<string, number>();

  constructor({ limit, windowMs }: SlidingWindowOptions) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Whether this id may be asked for. */
  mayAsk(id: string, nowMs: number): Taken {
    this.#forget(nowMs);
    // The same id is being looked up already, so asking again reveals nothing more.
    if (this.#underWay.has(id) || this.#missed.size + this.#underWay.size < this.#limit) return OK;
    const [oldestMs] = this.#missed.values();
    const isFull = this.#missed.size >= this.#limit && oldestMs !== undefined;
    return { ok: false, retryAfterMs: isFull ? Math.ceil(oldestMs + this.#windowMs - nowMs) : LOOK_UP_MS };
  }

  /** The id was asked for within the window, and does not exist. */
  has(id: string, nowMs: number): boolean {
    this.#forget(nowMs);
    return this.#missed.has(id);
  }

  /** The id's look-up begins; `end` must follow. Call it right after `mayAsk` has allowed it, with no await between. */
  begin(id: string): void {
    this.#underWay.set(id, (this.#underWay.get(id) ?? 0) + 1);
  }

  end(id: string, isMissing: boolean, nowMs: number): void {
    const others = Number(this.#underWay.get(id)) - 1;
    if (others > 0) this.#underWay.set(id, others);
    else this.#underWay.delete(id);
    this.#forget(nowMs);
    if (isMissing && !this.#missed.has(id)) this.#missed.set(id, nowMs);
  }

  /** No id counts any more. */
  isIdle(nowMs: number): boolean {
    this.#forget(nowMs);
    return this.#missed.size + this.#underWay.size === 0;
  }

  #forget(nowMs: number): void {
    for (const [id, missedMs] of this.#missed) {
      if (missedMs + this.#windowMs > nowMs) return;
      this.#missed.delete(id);
    }
  }
}
