/**
 * Gives work that may wait a turn of the event loop. Audio never asks for one: it is handled as it comes, and after some
 * milliseconds of other work in a turn the sockets are read again. So a burst of other work, such as the transcripts of all
 * sessions in the same instant, does not hold audio back. Transcripts go before rows. Runs nothing itself.
 */
import { performance } from 'node:perf_hooks';

/** What asks for turns, the most urgent first. */
export type TurnKind = 'transcript' | 'row';

/** After this much other work in one turn the loop goes back to its sockets, ms. */
const WORK_MS = 2;
/** The same once somebody waits too long: a machine that is always busy must not hold transcripts back for ever, ms. */
const LATE_WORK_MS = 10;
/** Who has waited this long waits too long, ms: a row is read by nobody at once, but goes before transcripts then. */
const LATE_AFTER_MS: Readonly<Record<TurnKind, number>> = { transcript: 25, row: 250 };

export interface LoopTurnsDeps {
  /** Milliseconds with fractions that never go back. */
  readonly now: () => number;
  /** Calls back after the sockets have been read; the loop reads them again before a callback that is set in a callback. */
  readonly soon: (run: () => void) => void;
}

export const LOOP: LoopTurnsDeps = { now: () => performance.now(), soon: setImmediate };

interface Waiting {
  readonly askedAt: number;
  readonly begin: () => void;
}

export class LoopTurns {
  readonly #now: () => number;
  readonly #soon: LoopTurnsDeps['soon'];
  /** In the order of asking. Each caller waits for one turn at a time, so there are no more than streams and writes under way. */
  readonly #waiting: Readonly<Record<TurnKind, Waiting[]>> = { transcript: [], row: [] };
  /** When the present turn began to do other work; undefined when it has not. */
  #turnBegan: number | undefined;

  constructor({ now, soon }: LoopTurnsDeps = LOOP) {
    this.#now = now;
    this.#soon = soon;
  }

  /** How many callers wait. */
  waiting(kind: TurnKind): number {
    return this.#waiting[kind].length;
  }

  /** Resolves when the caller may work, in the order of asking among its kind. It works until it awaits something. */
  next(kind: TurnKind): Promise<void> {
    return new Promise((begin) => {
      this.#waiting[kind].push({ askedAt: this.#now(), begin });
      this.#soon(this.#step);
    });
  }

  /** One callback for each who waits, so that what one has begun is done before the next: the loop runs promises between them. */
  readonly #step = (): void => {
    const now = this.#now();
    const kind = this.#isLate('row', now) || this.waiting('transcript') === 0 ? 'row' : 'transcript';
    const limitMs = this.#isLate(kind, now) ? LATE_WORK_MS : WORK_MS;
    if (this.#turnBegan !== undefined && now - this.#turnBegan >= limitMs) {
      this.#soon(this.#step);
      return;
    }
    this.#begin(now);
    this.#waiting[kind].shift()?.begin();
  };

  #isLate(kind: TurnKind, now: number): boolean {
    const [first] = this.#waiting[kind];
    return first !== undefined && now - first.askedAt >= LATE_AFTER_MS[kind];
  }

  #begin(now: number): void {
    if (this.#turnBegan !== undefined) return;
    this.#turnBegan = now;
    this.#soon(() => {
      this.#turnBegan = undefined;
    });
  }
}
