/** A record of the stable words that were changed on purpose, for comparing with what a client has noticed. Bounded. */
import type { ChangedWord } from './changed-words.ts';

export interface ChangesStatus {
  /** Words that were changed since the endpoint started. */
  readonly count: number;
  /** The latest 1,000 of them. */
  readonly latest: readonly (ChangedWord & {
    /** Number of the stream since the endpoint started. */ readonly stream: number;
  })[];
}

const MAX_LATEST = 1_000;

export class ChangesRecord {
  #count = 0;
  #latest: ChangesStatus['latest'][number][] = [];

  add(stream: number, word: ChangedWord): void {
    this.#count += 1;
    this.#latest.push({ stream, ...word });
    if (this.#latest.length > MAX_LATEST) this.#latest.shift();
  }

  read(): ChangesStatus {
    return { count: this.#count, latest: [...this.#latest] };
  }
}
