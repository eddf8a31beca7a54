/** Checks in the received results that words marked as stable do not change. Pure. */
import type { Result } from '@aws-sdk/client-transcribe-streaming';

/** A stable word or mark. */
interface Settled {
  readonly content: string | undefined;
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
}

/** For one stream. `take` must get every result, in order. */
export class StableWords {
  /** Keys are ResultIds. Entries are removed at the final. */
  readonly #settled = new Map<string, Map<number, Settled>>();
  /** Number of words and marks of partials that were marked as stable. */
  count = 0;
  /** Of these, those that changed later: other text, other times, or no longer stable. */
  revised = 0;
  #dropped = 0;

  /** Stable words that are missing in their final, or that have no final yet (after the stream: never got one). */
  get dropped(): number {
    return [...this.#settled.values()].reduce((sum, open) => sum + open.size, this.#dropped);
  }

  take({ ResultId: id = '', IsPartial: isPartial, Alternatives: alternatives }: Result): void {
    const items = alternatives?.[0]?.Items ?? [];
    const settled = this.#settled.get(id) ?? new Map<number, Settled>();
    for (const [at, before] of settled) {
      const now = items[at];
      if (now === undefined && isPartial !== true) this.#dropped += 1;
      else if (now === undefined || !isSame(before, now) || now.Stable === false) this.revised += 1;
      else continue;
      // Counted once. If the new word is stable, it must stay from now on.
      settled.delete(at);
    }
    if (isPartial !== true) {
      this.#settled.delete(id);
      return;
    }
    for (const [at, item] of items.entries()) {
      if (item.Stable !== true || settled.has(at)) continue;
      this.count += 1;
      settled.set(at, { content: item.Content, startTime: item.StartTime, endTime: item.EndTime });
    }
    this.#settled.set(id, settled);
  }
}

function isSame(
  before: Settled,
  now: {
    readonly Content?: string | undefined;
    readonly StartTime?: number | undefined;
    readonly EndTime?: number | undefined;
  },
): boolean {
  return before.content === now.Content && before.startTime === now.StartTime && before.endTime === now.EndTime;
}
