/** A WebSocket of one of the demo's clients: parsed messages in, one-line reasons for a refusal. Knows no roles. */
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

/** A server's message: `type` is always there, the rest is for its reader to check. */
export type Incoming = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface SocketEvents {
  opened?(): void;
  message(message: Incoming): void;
  /** Refused, lost or closed by the server; one line. Called once, and not after `close()`. */
  gone(reason: string): void;
}

const MAX_REFUSAL_CHARACTERS = 10_000;

export class ClientSocket {
  readonly #socket: WebSocket;
  readonly #events: SocketEvents;
  #isOver = false;

  constructor(url: string, events: SocketEvents) {
    this.#events = events;
    // Handlers are in place before the connection is, so that what the server pushes at once is not missed.
    this.#socket = new WebSocket(url, { handshakeTimeout: 10_000 })
      .on('open', () => events.opened?.())
      .on('message', (data, isBinary) => {
        if (!isBinary && !this.#isOver) events.message(JSON.parse(String(data)) as Incoming);
      })
      .on('unexpected-response', (_request, response) => {
        void refusalOf(response).then((reason) => this.#over(reason));
      })
      .on('error', (error) => this.#over(`no connection to the server: ${error.message}`))
      .on('close', (code, reason) => this.#over(`the server closed the connection (${`${code} ${reason}`.trim()})`));
  }

  /** Bytes given to `send` that the network has not taken yet. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Bytes as a binary frame, anything else as JSON. @returns false when there is no open connection. */
  send(message: Uint8Array | Record<string, unknown>): boolean {
    if (this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(message instanceof Uint8Array ? message : JSON.stringify(message));
    return true;
  }

  close(): void {
    this.#isOver = true;
    this.#socket.close();
  }

  #over(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.terminate();
    this.#events.gone(reason);
  }
}

/** `CODE: message` of an error frame or body. */
export function describeError(error: Readonly<Record<string, unknown>>): string {
  return `${error.code ?? 'error'}: ${error.message ?? 'no message'}`;
}

async function refusalOf(response: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of response.setEncoding('utf8')) body = (body + part).slice(0, MAX_REFUSAL_CHARACTERS);
  try {
    return `the server refused the connection: ${describeError(JSON.parse(body))}`;
  } catch {
    return `the server refused the connection: HTTP ${response.statusCode}`;
  }
}
