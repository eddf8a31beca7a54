/** When a process that does not answer pings is taken for hung: it answers between two decodes. Pure. */

export interface PingLimits {
  readonly everyMs: number;
  /** Pings without an answer, while decodes are short. Counted, not timed: the process that asks may have slept itself. */
  readonly maxUnanswered: number;
}

const PINGS: PingLimits = { everyMs: 1_000, maxUnanswered: 20 };
/** The next decode may take so many times as long as the longest before: a short partial comes before a long final. */
const LONGER = 20;
/** No decode of a model that keeps up with speech takes so long. */
const LONGEST_LIMIT_MS = 120_000;

export class PingWatch {
  readonly everyMs: number;
  readonly #maxUnanswered: number;
  #longestDecodeMs = 0;
  #unanswered = 0;

  constructor({ everyMs, maxUnanswered }: PingLimits = PINGS) {
    this.everyMs = everyMs;
    this.#maxUnanswered = maxUnanswered;
  }

  asked(): void {
    this.#unanswered++;
  }

  /** @param longestDecodeMs Of the process so far. */
  answered(longestDecodeMs = 0): void {
    this.#unanswered = 0;
    this.#longestDecodeMs = longestDecodeMs;
  }

  /** Why it is taken for hung, in a few words; undefined: it is not. */
  get hung(): string | undefined {
    const byDecodes = Math.min(LONGEST_LIMIT_MS, LONGER * this.#longestDecodeMs) / this.everyMs;
    if (this.#unanswered < Math.max(this.#maxUnanswered, byDecodes)) return undefined;
    const longest = `${(this.#longestDecodeMs / 1000).toFixed(1)} s`;
    return `no answer to ${this.#unanswered} pings; its longest decode before took ${longest}`;
  }
}
