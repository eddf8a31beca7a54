/**
 * The ids that one asker (an address, a user) asked for and that do not exist: each counts once in any `windowMs`, and at
 * most `limit` of them may. An id whose look-up is still under way holds its place among them, so that many questions at a
 * time get no further than one after another; if the id exists after all, the place is given back. Reads no clock.
 */
import type { SlidingWindowOptions, Taken } from './sliding-window.ts';

const OK: Taken = { ok: true };
/** Only look-ups under way are in the way: they take about this long, ms. */
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
    // The one question is asked already; its answer tells nothing more to a second who asks the same.
    if (this.#underWay.has(id) || this.#missed.size + this.#underWay.size < this.#limit) return OK;
    const [oldestMs] = this.#missed.values();
    const isFull = this.#missed.size >= this.#limit && oldestMs !== undefined;
    return { ok: false, retryAfterMs: isFull ? Math.ceil(oldestMs + this.#windowMs - nowMs) : LOOK_UP_MS };
  }

  /** It was asked for within the window, and does not exist. */
  has(id: string, nowMs: number): boolean {
    this.#forget(nowMs);
    return this.#missed.has(id);
  }

  /** Its look-up begins; `end` must follow. To be called where `mayAsk` says so, in the same moment. */
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

  /** Nothing of it counts any more. */
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
