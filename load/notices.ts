/** Checks that each of several clients gets the expected notices in order, and measures how long they took. Pure; runs in k6. */

interface Expected {
  readonly answer: string;
  readonly since: number;
}

/** Messages that are notices. */
const KINDS = /^\{"type":"(broadcast(Paused|Resumed|Muted|Unmuted)|volumeChanged)"/;

export class Notices {
  readonly #onHeard: (ms: number) => void;
  readonly #waiting: Expected[][];
  expected = 0;
  heard = 0;

  constructor(clients: number, onHeard: (ms: number) => void) {
    this.#onHeard = onHeard;
    this.#waiting = Array.from({ length: clients }, () => []);
  }

  /** @param since Unix ms. */
  expect(answer: string, since: number): void {
    this.expected += 1;
    for (const waiting of this.#waiting) waiting.push({ answer, since });
  }

  hear(client: number, text: string, at: number): void {
    if (!KINDS.test(text)) return;
    const waiting = this.#waiting[client] ?? [];
    // Notices before the found one are missing.
    const place = waiting.findIndex(({ answer }) => text.includes(answer));
    const found = waiting[place];
    if (found === undefined) return;
    this.#skipped += place;
    waiting.splice(0, place + 1);
    this.heard += 1;
    this.#onHeard(Math.max(0, at - found.since));
  }

  #skipped = 0;

  get missing(): number {
    return this.#skipped + this.#waiting.reduce((sum, waiting) => sum + waiting.length, 0);
  }
}
