/** What went wrong, each kind once with how often and an example. Bounded: a broken server repeats itself. */

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

  /** @param kind A constant sentence. @param attack Who saw it, with what repeats it. */
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
