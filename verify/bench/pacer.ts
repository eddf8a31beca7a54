/**
 * Gives each of many members its turn at a steady pace, each at its own place within the interval, with one timer. A turn that
 * is late is made at once: none is left out, and each knows how late it is.
 */

export interface Member {
  /** When the next turn is due, ms on the clock of `performance.now()`; of the first only its place in the interval counts. */
  dueAt: number;
  /** @param lateMs how late the turn is. */
  turn(lateMs: number): void;
}

export class Pacer {
  readonly #everyMs: number;
  /** By the time of their next turn, from `#next` on, in a circle: as all have the same interval, the order never changes. */
  #members: Member[] = [];
  #next = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** The first turn is within one interval from now, at the place of the member's `dueAt`; a later one would hold up others. */
  add(member: Member): void {
    const now = performance.now();
    member.dueAt = now + this.#everyMs - modulo(now - member.dueAt, this.#everyMs);
    const ordered = [...this.#members.slice(this.#next), ...this.#members.slice(0, this.#next), member];
    this.#members = ordered.sort((a, b) => a.dueAt - b.dueAt);
    this.#next = 0;
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#members = [];
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const member = this.#members[this.#next];
    if (member === undefined) return;
    this.#timer = setTimeout(() => this.#run(), Math.max(1, member.dueAt - performance.now()));
  }

  #run(): void {
    // One round at most, so that sockets are read even if there is too much to send.
    for (let left = this.#members.length; left > 0; left -= 1) {
      const member = this.#members[this.#next];
      const lateMs = member === undefined ? -1 : performance.now() - member.dueAt;
      if (member === undefined || lateMs < 0) break;
      member.dueAt += this.#everyMs;
      this.#next = (this.#next + 1) % this.#members.length;
      member.turn(lateMs);
    }
    this.#arm();
  }
}

/** From 0 to below `by`. */
function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
