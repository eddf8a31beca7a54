/** The findings: each kind once, with a count and an example. Bounded, because a broken server repeats its errors. */

const MAX_KINDS = 50;
const MAX_EXAMPLE_CHARS = 600;

export interface Finding {
  readonly kind: string;
  readonly example: string;
  readonly attack: string;
  readonly count: number;
}

export class Findings {
  readonly #byKind = new Map<string, Finding>();

  /** @param kind a constant sentence. @param attack the attack that found it, with the data to repeat it. */
  add(kind: string, example: string, attack: string): void {
    const known = this.#byKind.get(kind);
    if (known === undefined && this.#byKind.size >= MAX_KINDS) return;
    const first = { kind, example: example.slice(0, MAX_EXAMPLE_CHARS), attack, count: 0 };
    this.#byKind.set(kind, { ...(known ?? first), count: (known?.count ?? 0) + 1 });
  }

  all(): readonly Finding[] {
    return [...this.#byKind.values()];
  }
}
