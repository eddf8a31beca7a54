/**
 * One connection's messages in the order they came. While one of them waits for something, a table for instance, those
 * behind it wait here, so that whoever sends without waiting for answers is served as if it had waited.
 */
import { WAITING_MESSAGES } from '../../protocol/limits.ts';

interface Waiting {
  readonly bytes: number;
  readonly run: () => void | Promise<void>;
}

export class InboundQueue {
  readonly #limits: { readonly count: number; readonly bytes: number };
  #waiting: Waiting[] = [];
  #bytes = 0;
  #isBusy = false;
  /** Messages dropped since the queue was full, whose sender is told when their turn has come. */
  #dropped = 0;

  constructor(limits: { readonly count: number; readonly bytes: number } = WAITING_MESSAGES) {
    this.#limits = limits;
  }

  /** Messages that wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /**
   * Runs it now, or when those before it are done. A message for which there is no room is dropped.
   * @param run Neither throws nor rejects.
   * @param onDropped Instead of all that are dropped in a row, once, when it would have been the turn of the first. Never throws.
   * @returns false when it was dropped.
   */
  add(bytes: number, run: () => void | Promise<void>, onDropped: (count: number) => void): boolean {
    if (!this.#isBusy && this.#waiting.length === 0) {
      this.#start(run);
      return true;
    }
    if (this.#waiting.length < this.#limits.count && this.#bytes + bytes <= this.#limits.bytes) {
      this.#push({ bytes, run });
      return true;
    }
    this.#dropped++;
    if (this.#dropped === 1) {
      this.#push({
        bytes: 0,
        run: () => {
          const count = this.#dropped;
          this.#dropped = 0;
          onDropped(count);
        },
      });
    }
    return false;
  }

  /** The connection is over: nothing that waits is run any more. */
  clear(): void {
    this.#waiting = [];
    this.#bytes = 0;
    this.#dropped = 0;
  }

  #push(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#bytes += waiting.bytes;
  }

  #start(run: Waiting['run']): void {
    const going = run();
    if (going === undefined) return;
    this.#isBusy = true;
    void going.then(() => {
      this.#isBusy = false;
      this.#drain();
    });
  }

  #drain(): void {
    while (!this.#isBusy) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#bytes -= next.bytes;
      this.#start(next.run);
    }
  }
}
