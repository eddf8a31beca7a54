/** Decides when a process that does not answer pings counts as hung. A process can answer only between two decodes. Pure. */

export interface PingLimits {
  readonly everyMs: number;
  /** Most pings without an answer while decodes are short. Counted, not timed: the asking process may have been suspended. */
  readonly maxUnanswered: number;
}

const PINGS: PingLimits = { everyMs: 1_000, maxUnanswered: 20 };
/** How many times longer than the longest decode so far the next may take: a long final follows a short partial. */
const LONGER = 20;
/** Longer than any decode of a model that keeps up with speech. */
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

  /** @param longestDecodeMs the longest decode of the process so far. */
  answered(longestDecodeMs = 0): void {
    this.#unanswered = 0;
    this.#longestDecodeMs = longestDecodeMs;
  }

  /** The reason why the process counts as hung, in a few words. Undefined: it does not. */
  get hung(): string | undefined {
    const byDecodes = Math.min(LONGEST_LIMIT_MS, LONGER * this.#longestDecodeMs) / this.everyMs;
    if (this.#unanswered < Math.max(this.#maxUnanswered, byDecodes)) return undefined;
    const longest = `${(this.#longestDecodeMs / 1000).toFixed(1)} s`;
    return `no answer to ${this.#unanswered} pings; its longest decode before took ${longest}`;
  }
}
