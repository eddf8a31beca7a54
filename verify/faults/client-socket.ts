/** One client's socket: opened, heard message by message, closed once. Decides nothing. */
import { WebSocket } from 'ws';
import { until } from './wait.ts';

export type Message = { readonly type: string } & Readonly<Record<string, unknown>>;

const WITHIN_MS = 30_000;

export class ClientSocket {
  /** By type. */
  readonly counts = new Map<string, number>();
  readonly #socket: WebSocket;
  readonly #last = new Map<string, Message>();
  readonly #onMessage: (message: Message) => void;
  #failure: string | undefined;

  constructor(url: string, onMessage: (message: Message) => void) {
    this.#onMessage = onMessage;
    this.#socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket.on('message', (data) => this.#hear(JSON.parse(String(data)) as Message));
    this.#socket.on('error', (error) => {
      this.#failure = error.message;
    });
    this.#socket.on('close', (code) => {
      this.#failure ??= `closed with ${code}`;
    });
  }

  send(message: Readonly<Record<string, unknown>> | Uint8Array): void {
    this.#socket.send(message instanceof Uint8Array ? message : JSON.stringify(message));
  }

  count(type: string): number {
    return this.counts.get(type) ?? 0;
  }

  /** The latest message of the type, once there are this many. Rejects when the socket closes first, or time is up. */
  async got(type: string, count = 1): Promise<Message> {
    const isThere = await until(() => this.count(type) >= count || this.#failure !== undefined, WITHIN_MS);
    const message = this.#last.get(type);
    if (this.count(type) < count || message === undefined) {
      throw new Error(`no ${type}: ${isThere ? this.#failure : 'waited too long'}`);
    }
    return message;
  }

  close(): void {
    this.#socket.terminate();
  }

  #hear(message: Message): void {
    this.counts.set(message.type, this.count(message.type) + 1);
    this.#last.set(message.type, message);
    this.#onMessage(message);
  }
}
