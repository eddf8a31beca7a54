/**
 * Handles one connection's messages in order. While a message waits, for example for a table, later ones wait here. So
 * a client that sends without waiting for answers gets the same results as one that waits.
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
  /** Messages dropped since the sender was last told. */
  #dropped = 0;

  constructor(limits: { readonly count: number; readonly bytes: number } = WAITING_MESSAGES) {
    this.#limits = limits;
  }

  /** Number of waiting messages. */
  get length(): number {
    return this.#waiting.length;
  }

  /** True when no message is being handled and none waits. */
  get isIdle(): boolean {
    return !this.#isBusy && this.#waiting.length === 0;
  }

  /**
   * Runs a message now, or after the messages before it. Drops it if there is no room.
   * @param run Neither throws nor rejects.
   * @param onDropped Called once for all messages dropped in a row, in the turn of the first. Never throws.
   * @returns false when the message was dropped.
   */
  add(bytes: number, run: () => void | Promise<void>, onDropped: (count: number) => void): boolean {
    if (this.isIdle) {
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

  /** The connection has closed: waiting messages are discarded. */
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
