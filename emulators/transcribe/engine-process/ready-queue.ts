/** Speakers for whom no process is there at present: each goes on with the first that takes speakers, or not at all. */

import type { PoolClock } from './pool-clock.ts';
import type { PooledProcess } from './pooled-process.ts';

/** A fresh process has its model loaded by then, also on a busy machine; a server takes a stream without an answer for dead after 10 s. */
export const READY_WITHIN_MS = 8_000;

/** As long as there may be speakers: each waits once. */
export class ReadyQueue {
  readonly #clock: PoolClock;
  /** Each with what takes it back. */
  readonly #waiting = new Map<(process: PooledProcess) => void, () => void>();
  #isClosed = false;

  constructor(clock: PoolClock) {
    this.#clock = clock;
  }

  /** @param late Called instead of `begin` when none comes in time. Neither is called after `close`. @returns what takes both back. */
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

  /** @param place Where the next one is best, asked for each. */
  serve(place: () => PooledProcess | undefined): void {
    for (const served of [...this.#waiting.keys()]) {
      const process = place();
      if (process === undefined) return;
      served(process);
    }
  }

  /** Whoever waits is told nothing any more. */
  close(): void {
    this.#isClosed = true;
    for (const leave of [...this.#waiting.values()]) leave();
  }
}
