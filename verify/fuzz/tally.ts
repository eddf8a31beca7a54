/** Counts what was sent and what was answered. Bounded, because answers are types, codes and statuses. */

const MAX_KINDS = 200;

export interface Effort {
  readonly bites: number;
  /** Time spent in the bites, including waits. */
  readonly ms: number;
}

export class Tally {
  frames = 0;
  readonly #answers = new Map<string, number>();
  readonly #efforts = new Map<string, Effort>();

  answer(kind: string): void {
    if (this.#answers.has(kind) || this.#answers.size < MAX_KINDS) add(this.#answers, kind);
  }

  /** @returns the number of earlier bites of this attack. */
  begin(attack: string): number {
    const { bites, ms } = this.#effort(attack);
    this.#efforts.set(attack, { bites: bites + 1, ms });
    return bites;
  }

  /** Call when a bite is over. */
  end(attack: string, tookMs: number): void {
    const { bites, ms } = this.#effort(attack);
    this.#efforts.set(attack, { bites, ms: Math.round(ms + tookMs) });
  }

  answers(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#answers].sort((a, b) => b[1] - a[1]));
  }

  efforts(): Readonly<Record<string, Effort>> {
    return Object.fromEntries(this.#efforts);
  }

  #effort(attack: string): Effort {
    return this.#efforts.get(attack) ?? { bites: 0, ms: 0 };
  }
}

function add(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
