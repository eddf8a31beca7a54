/** Whether words that were called stable stayed as they were. From the wire's results alone. Pure. */
import type { Result } from '@aws-sdk/client-transcribe-streaming';

/** A word or a mark, as it must stay. */
interface Settled {
  readonly content: string | undefined;
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
}

/** For one stream. Give it every result in order. */
export class StableWords {
  /** By ResultId; one that is final is forgotten. */
  readonly #settled = new Map<string, Map<number, Settled>>();
  /** Words and marks of partials that were called stable. */
  count = 0;
  /** Those that stood otherwise later: other text, other times, or no longer stable. */
  revised = 0;
  #dropped = 0;

  /** Those whose place a final did not have any more, and those to which no final has come: when the stream is over, none will. */
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
      // Counted once; what stands there now is the next to stay, when it is stable.
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
