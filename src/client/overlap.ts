/** The socket that a refresh replaced, for as long as something may still come on it, and what came on both. */
import type { Incoming } from './client-events.ts';
import type { Link } from './link.ts';
import type { Clock } from './platform.ts';
import { Twins } from './twins.ts';

/** The server closes a replaced socket within 10 s; if it does not come to that, we do. */
const OVERLAP_MS = 12_000;
/** Said to one socket alone: no message on another is its twin. */
const PRIVATE: readonly string[] = [
  'audioReceived',
  'heartbeatAck',
  'error',
  'connectionRefreshRequired',
  'connectionWarning',
  'connectionRefreshComplete',
  'connectionTimeout',
];

export class Overlap {
  readonly #clock: Clock;
  readonly #onOver: (old: Link) => void;
  readonly #twins = new Twins();
  #old: Link | undefined;
  #timer: unknown;

  /** @param onOver The old socket is closed, by whomever. */
  constructor(clock: Clock, onOver: (old: Link) => void) {
    this.#clock = clock;
    this.#onOver = onOver;
  }

  get isOpen(): boolean {
    return this.#old !== undefined;
  }

  isOld(link: Link): boolean {
    return this.#old === link;
  }

  begin(old: Link): void {
    this.#closeOld();
    this.#old = old;
    this.#timer = this.#clock.setTimeout(() => this.end(), OVERLAP_MS);
  }

  /** @returns true for a message nobody asked for that came on the other socket already. */
  isTwin(link: Link, message: Incoming, text: string): boolean {
    return !PRIVATE.includes(message.type) && this.#twins.isTwin(link, message, text);
  }

  /** One of the two sockets is gone, or never came: nothing can come twice any more. */
  end(): void {
    this.#twins.forget();
    this.#closeOld();
  }

  #closeOld(): void {
    this.#clock.clearTimeout(this.#timer);
    const old = this.#old;
    this.#old = undefined;
    old?.close();
    if (old) this.#onOver(old);
  }
}
