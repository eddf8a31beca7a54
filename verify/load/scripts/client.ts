/** One client's socket, message by message, each with the time it arrived at. Runs in k6, not in Node. */
import { Counter } from 'k6/metrics';
import { type MessageEvent, WebSocket } from 'k6/websockets';
import { SETTINGS } from './settings.ts';

export type Message = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface ClientEvents {
  /** @param at Unix ms, with fractions: when it came in, whatever waited for the script since. */
  readonly onText: (text: string, at: number) => void;
  /** A close nobody here asked for is counted already. */
  readonly onClose?: () => void;
}

/** Sockets that closed, or never opened, without being asked to: every session has to live. */
const lost = new Counter('sockets_lost');

/** The types have it as a static member of WebSocket, k6 has not. */
const OPEN = 1;

export class Client {
  readonly #socket: WebSocket;
  #isLeaving = false;

  constructor(query: Readonly<Record<string, string>>, { onText, onClose }: ClientEvents) {
    lost.add(0);
    const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    this.#socket = new WebSocket(`${SETTINGS.url}?${pairs.join('&')}`);
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

  /** @returns when, Unix ms. */
  send(data: ArrayBuffer | Readonly<Record<string, unknown>>): number {
    const at = Date.now();
    if (this.isOpen) this.#socket.send(data instanceof ArrayBuffer ? data : JSON.stringify(data));
    return at;
  }

  /** The server will close it now, or the client: that is no loss. */
  expectEnd(): void {
    this.#isLeaving = true;
  }

  close(): void {
    this.#isLeaving = true;
    if (this.#socket.readyState === OPEN) this.#socket.close();
  }
}
