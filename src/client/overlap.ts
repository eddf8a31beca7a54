/**
 * Keeps the socket that a refresh replaced while messages may still come on it, and finds messages that came on both.
 */
import type { Incoming } from './client-events.ts';
import type { Link } from './link.ts';
import type { Clock } from './platform.ts';
import { Twins } from './twins.ts';

/** The server closes a replaced socket within 10 s. After this time the client closes it. */
const OVERLAP_MS = 12_000;
/** Sent to one socket only, so never a duplicate of a message on the other. */
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

  /** @param onOver Called when the old socket is closed, by either side. */
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

  /** @returns true for a message without a request that has already come on the other socket. */
  isTwin(link: Link, message: Incoming, text: string): boolean {
    return !PRIVATE.includes(message.type) && this.#twins.isTwin(link, message, text);
  }

  /** One of the two sockets is closed or was never opened: nothing can come twice any more. */
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
