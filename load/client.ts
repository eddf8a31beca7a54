/** One client's socket. Gives each message with its arrival time. Runs in k6, not in Node. */
import { Counter } from 'k6/metrics';
import { type MessageEvent, WebSocket } from 'k6/websockets';
import { SETTINGS } from './settings.ts';

export type Message = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface ClientEvents {
  /** @param at arrival, Unix ms with fractions. Excludes the time that the message waited for the script. */
  readonly onText: (text: string, at: number) => void;
  /** An unexpected close has already been counted. */
  readonly onClose?: () => void;
}

/** Sockets that closed unexpectedly or never opened. */
const lost = new Counter('sockets_lost');

/** Declared as a static member of WebSocket in the types, but missing in k6. */
const OPEN = 1;

export class Client {
  readonly #socket: WebSocket;
  #isLeaving = false;

  constructor(query: Readonly<Record<string, string>>, { onText, onClose }: ClientEvents) {
    lost.add(0);
    const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    this.#socket = new WebSocket(`${SETTINGS.socketUrl}?${pairs.join('&')}`);
    this.#socket.onmessage = (event?: MessageEvent) => {
      if (event !== undefined && typeof event.data === 'string') onText(event.data, event.timestamp);
    };
    this.#socket.onerror = (event) => {
      if (!this.#isLeaving) console.error(`socket: ${event?.error}`);
    };
    this.#socket.onclose = () => {
      if (!this.#isLeaving) lost.add(1);
      this.#isLeaving = true;
      onClose?.();
    };
  }

  get isOpen(): boolean {
    return this.#socket.readyState === OPEN && !this.#isLeaving;
  }

  /** @returns the time of sending, Unix ms. */
  send(data: ArrayBuffer | Readonly<Record<string, unknown>>): number {
    const at = Date.now();
    if (this.isOpen) this.#socket.send(data instanceof ArrayBuffer ? data : JSON.stringify(data));
    return at;
  }

  /** From now on a close is expected and does not count as lost. */
  expectEnd(): void {
    this.#isLeaving = true;
  }

  close(): void {
    this.#isLeaving = true;
    if (this.#socket.readyState === OPEN) this.#socket.close();
  }
}
