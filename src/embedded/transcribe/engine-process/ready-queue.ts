/** Speakers for whom no process is there at present: each goes on with the first that takes speakers, or not at all. */
import type { PooledProcess } from './engine-process.ts';
import type { PoolClock } from './pool-clock.ts';

/** A fresh process has its model loaded by then, also on a busy machine; a server takes a stream without an answer for dead after 10 s. */
export const READY_WITHIN_MS = 8_000;

/** As long as there may be speakers: each waits once. */
export class ReadyQueue {
  readonly #clock: PoolClock;
  readonly #waiting = new Set<(process: PooledProcess) => void>();

  constructor(clock: PoolClock) {
    this.#clock = clock;
  }

  /** @param late Called instead of `begin` when none comes in time. @returns what takes both back. */
  wait(begin: (process: PooledProcess) => void, late: () => void): () => void {
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
    this.#waiting.add(served);
    return leave;
  }

  /** @param place Where the next one is best, asked for each. */
  serve(place: () => PooledProcess | undefined): void {
    for (const served of [...this.#waiting]) {
      const process = place();
      if (process === undefined) return;
      served(process);
    }
  }
}
