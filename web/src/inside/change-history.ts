/** The changes of state that a page has seen of one session: more than the server keeps. Bounded. Pure. */
import type { ChartChange } from '../../../src/protocol/inside.ts';

/** One more removes the oldest. */
export const MAX_HISTORY = 500;

export class ChangeHistory {
  #changes: readonly ChartChange[] = [];

  /** The oldest first, without a gap. */
  get changes(): readonly ChartChange[] {
    return this.#changes;
  }

  /** @param seen The server's last changes, oldest first. Those that do not follow the known ones replace them. */
  add(seen: readonly ChartChange[]): void {
    const known = this.#changes;
    const [first] = seen;
    const last = known.at(-1)?.seq ?? 0;
    if (first === undefined) {
      this.clear();
      return;
    }
    const same = known.find(({ seq }) => seq === first.seq);
    // Otherwise some were missed, or the session was rebuilt and counts from 1 again.
    const follows = (same !== undefined && same.at === first.at) || first.seq === last + 1;
    const isOlder = (seen.at(-1) as ChartChange).seq < last;
    if (!follows || isOlder) this.#changes = seen;
    else this.#changes = [...known, ...seen.filter(({ seq }) => seq > last)].slice(-MAX_HISTORY);
  }

  clear(): void {
    this.#changes = [];
  }
}
