/**
 * Gives work that may wait a turn of the event loop. Audio never asks for one: it is handled as it comes, so a burst of
 * other work, such as the transcripts of all sessions in the same instant, cannot hold it back for longer than one turn.
 * In each turn transcripts go before rows. Runs nothing itself.
 */
import { performance } from 'node:perf_hooks';

/** What asks for turns, the most urgent first. */
export type TurnKind = 'transcript' | 'row';

/** After this much other work in one turn the loop goes back to its sockets, ms. */
const WORK_MS = 2;
/**
 * Whoever has waited this long goes on whatever else there is to do, ms. So on a machine that is always busy transcripts are
 * late, but are not held back for ever; a row is read by nobody at once.
 */
const MAX_WAIT_MS: Readonly<Record<TurnKind, number>> = { transcript: 25, row: 250 };

export interface LoopTurnsDeps {
  /** Milliseconds with fractions that never go back. */
  readonly now: () => number;
  /** Calls back after the sockets have been read; the loop reads them again before a callback that is set in a callback. */
  readonly soon: (run: () => void) => void;
}

export const LOOP: LoopTurnsDeps = { now: () => performance.now(), soon: setImmediate };

export class LoopTurns {
  readonly #now: () => number;
  readonly #soon: LoopTurnsDeps['soon'];
  readonly #waiting: Record<TurnKind, number> = { transcript: 0, row: 0 };
  /** When the present turn began to do other work; undefined when it has not. */
  #turnBegan: number | undefined;

  constructor({ now, soon }: LoopTurnsDeps = LOOP) {
    this.#now = now;
    this.#soon = soon;
  }

  /** Callers that wait. Each caller waits for one turn at a time, so there are no more than streams and writes under way. */
  waiting(kind: TurnKind): number {
    return this.#waiting[kind];
  }

  /** Resolves when the caller may work, in the order of asking among its kind. It works until it awaits something. */
  next(kind: TurnKind): Promise<void> {
    const askedAt = this.#now();
    this.#waiting[kind] += 1;
    return new Promise((resolve) => {
      const step = () => {
        const now = this.#now();
        if (!this.#isOpen(kind, now) && now - askedAt < MAX_WAIT_MS[kind]) {
          this.#soon(step);
          return;
        }
        this.#begin(now);
        this.#waiting[kind] -= 1;
        resolve();
      };
      this.#soon(step);
    });
  }

  #isOpen(kind: TurnKind, now: number): boolean {
    if (kind === 'row' && this.#waiting.transcript > 0) return false;
    return this.#turnBegan === undefined || now - this.#turnBegan < WORK_MS;
  }

  #begin(now: number): void {
    if (this.#turnBegan !== undefined) return;
    this.#turnBegan = now;
    this.#soon(() => {
      this.#turnBegan = undefined;
    });
  }
}
