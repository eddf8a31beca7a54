/** Speakers that no process takes at present. Each gets the first process that takes speakers, or fails. */

import type { PoolClock } from './pool-clock.ts';
import type { PooledProcess } from './pooled-process.ts';

/**
 * Long enough for a new process to load its model on a busy machine. Under 10 s, because a server gives up a stream without
 * an answer after that.
 */
export const READY_WITHIN_MS = 8_000;

/** No longer than the number of speakers, because each waits at most once. */
export class ReadyQueue {
  readonly #clock: PoolClock;
  /** Each speaker with the function that cancels its timer. */
  readonly #waiting = new Map<(process: PooledProcess) => void, () => void>();
  #isClosed = false;

  constructor(clock: PoolClock) {
    this.#clock = clock;
  }

  /**
   * @param late called instead of `begin` when no process comes in time. Neither is called after `close`.
   * @returns a function that cancels both
   */
  wait(begin: (process: PooledProcess) => void, late: () => void): () => void {
    if (this.#isClosed) return () => {};
    const leave = () => {
      stopClock();
      this.#waiting.delete(served);
    };
    const served = (process: PooledProcess) => {
      leave();
      begin(process);
    };
    const stopClock = this.#clock.after(READY_WITHIN_MS, () => {
      leave();
      late();
    });
    this.#waiting.set(served, leave);
    return leave;
  }

  /** @param place called for each speaker: gives the best process for it. */
  serve(place: () => PooledProcess | undefined): void {
    for (const served of [...this.#waiting.keys()]) {
      const process = place();
      if (process === undefined) return;
      served(process);
    }
  }

  /** Speakers that wait get no call any more. */
  close(): void {
    this.#isClosed = true;
    for (const leave of [...this.#waiting.values()]) leave();
  }
}
