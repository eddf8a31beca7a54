/** One client's socket: opened with a greeting awaited, heard message by message, closed once. Decides nothing. */
import { WebSocket } from 'ws';

export type Message = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface SocketEvents {
  readonly onMessage: (message: Message, socket: ClientSocket) => void;
  readonly onClose: (code: number, socket: ClientSocket) => void;
}

/** The server said no. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** What it needs is not there just now: the same wish may be granted later. */
  readonly isForNow: boolean;

  constructor(status: number, body: string) {
    super(`refused with ${status}: ${reasonOf(body)}`);
    this.isForNow = status === 503 || status === 504;
  }
}

const OPENS_WITHIN_MS = 20_000;

export class ClientSocket {
  readonly greeting: Message;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket, greeting: Message) {
    this.#socket = socket;
    this.greeting = greeting;
  }

  /** Resolves with the greeting of this type. Rejects with RefusedError, or when the connection cannot be had. */
  static open(url: string, greetingType: string, events: SocketEvents): Promise<ClientSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { perMessageDeflate: false });
      const late = setTimeout(() => {
        reject(new Error(`no ${greetingType} within ${OPENS_WITHIN_MS} ms`));
        socket.terminate();
      }, OPENS_WITHIN_MS);
      let client: ClientSocket | undefined;
      socket.on('unexpected-response', (_, response) => {
        let body = '';
        response.on('data', (part) => {
          body += part;
        });
        response.on('end', () => reject(new RefusedError(response.statusCode ?? 0, body)));
      });
      socket.on('error', reject);
      socket.on('close', (code) => {
        clearTimeout(late);
        if (client) events.onClose(code, client);
        else reject(new Error(`closed with ${code} before ${greetingType}`));
      });
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as Message;
        if (client === undefined && message.type === greetingType) {
          clearTimeout(late);
          client = new ClientSocket(socket, message);
          resolve(client);
        } else if (client) {
          events.onMessage(message, client);
        }
      });
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(message: Readonly<Record<string, unknown>> | Uint8Array): void {
    if (this.isOpen) this.#socket.send(message instanceof Uint8Array ? message : JSON.stringify(message));
  }

  /** As a client that leaves. */
  close(): void {
    this.#socket.close();
  }

  /** As a client whose network is gone. */
  drop(): void {
    this.#socket.terminate();
  }
}

/** The message of an error object: the same for the same reason, so that reasons can be counted. */
function reasonOf(body: string): string {
  try {
    const { code, message } = JSON.parse(body) as { code?: string; message?: string };
    return `${code} ${message}`;
  } catch {
    return body.slice(0, 100);
  }
}
