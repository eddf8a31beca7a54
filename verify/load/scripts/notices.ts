/** What each of several clients must be told, in order, and how long each took to hear it. Pure; runs in k6. */

interface Expected {
  readonly answer: string;
  readonly since: number;
}

/** Those who listen for what. */
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
    // One that was left out is missing, and those after it are not.
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
