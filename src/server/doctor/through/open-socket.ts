/** A WebSocket through the public address, and the messages that come on it. */
import { WebSocket } from 'ws';
import { PlainError, toPlainError } from './connect-error.ts';
import { type Answer, describeAnswer, readAnswer, toObject } from './http-answer.ts';

export type Message = Readonly<Record<string, unknown>>;

/** How a socket ended that was not closed from here. */
export interface Cut {
  readonly code: number;
  readonly reason: string;
}

/** The upgrade was refused. */
export class RefusedError extends PlainError {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`the upgrade was answered ${describeAnswer(answer)}`);
    this.answer = answer;
  }
}

/** For how long a socket's close may take, ms. Then it is cut. */
const CLOSE_WITHIN_MS = 1_000;

/** Messages that are kept until they are asked for; then the oldest are forgotten. */
const MAX_MESSAGES = 100;

/** Of one message; a longer one ends the socket. Several times what the server sends to a check. */
const MAX_MESSAGE_BYTES = 65_536;

export interface OpenSocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent before the socket is closed, also when the signal ends it. */
  readonly farewell?: Message;
}

export class OpenSocket {
  readonly #socket: WebSocket;
  readonly #signal: AbortSignal;
  readonly #farewell: Message | undefined;
  readonly #messages: Message[] = [];
  #cut: Cut | undefined;
  #pings = 0;
  #waiting: (() => void)[] = [];

  /**
   * @param path With the query, appended to the public address.
   * @param signal Closes the socket.
   * Rejects with RefusedError, or with one line for the operator when there is no answer.
   */
  static open(url: string, path: string, signal: AbortSignal, options: OpenSocketOptions = {}): Promise<OpenSocket> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, {
      headers: options.headers,
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
    });
    const opened = new OpenSocket(socket, signal, options);
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(toPlainError(error, url, signal));
      socket.once('open', () => resolve(opened));
      socket.on('error', fail);
      socket.once('unexpected-response', (_, incoming) => {
        readAnswer(incoming, { isReused: false, url })
          .then((answer) => reject(new RefusedError(answer)), fail)
          .finally(() => socket.terminate());
      });
    });
  }

  private constructor(socket: WebSocket, signal: AbortSignal, { farewell }: OpenSocketOptions) {
    this.#socket = socket;
    this.#signal = signal;
    this.#farewell = farewell;
    socket.on('message', (data: Buffer, isBinary) => {
      const message = isBinary ? undefined : toObject(data.toString());
      if (message && this.#messages.push(message) > MAX_MESSAGES) this.#messages.shift();
      this.#wake();
    });
    socket.on('ping', () => {
      this.#pings += 1;
    });
    const end = () => {
      void this.close();
      this.#wake();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    socket.once('close', (code, reason) => {
      signal.removeEventListener('abort', end);
      this.#cut = { code, reason: reason.toString() };
      this.#wake();
    });
  }

  /** Pings of the server so far. */
  get pings(): number {
    return this.#pings;
  }

  /** Undefined while it is open. */
  get cut(): Cut | undefined {
    return this.#cut;
  }

  /** A string as text, bytes as a binary frame, an object as JSON. */
  send(message: string | Uint8Array | Message): void {
    this.#socket.send(typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message));
  }

  /** The next message of one of these types. Rejects when the socket ends first. */
  async next(...types: readonly string[]): Promise<Message> {
    for (;;) {
      const at = this.#messages.findIndex(({ type }) => types.includes(String(type)));
      const [message] = at < 0 ? [] : this.#messages.splice(0, at + 1).slice(-1);
      if (message) return message;
      if (this.#signal.aborted) throw new PlainError(`no ${types.join(' or ')} came in time`);
      if (this.#cut)
        throw new PlainError(`the socket was cut before ${types.join(' or ')} came (${describeCut(this.#cut)})`);
      await this.#change();
    }
  }

  /** Resolves when the socket has ended. */
  async ended(): Promise<Cut> {
    while (this.#cut === undefined) await this.#change();
    return this.#cut;
  }

  /** What was sent before is still read by the server. Resolves when the socket has ended. */
  async close(): Promise<void> {
    if (this.#cut) return;
    if (this.#farewell && this.#socket.readyState === WebSocket.OPEN) this.send(this.#farewell);
    if (this.#signal.aborted && this.#farewell === undefined) this.#socket.terminate();
    const late = setTimeout(() => this.#socket.terminate(), CLOSE_WITHIN_MS);
    // A socket that is still connecting ends at once.
    this.#socket.close();
    await this.ended();
    clearTimeout(late);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

export function describeCut({ code, reason }: Cut): string {
  return `code ${code}${reason === '' ? '' : ` ${reason}`}`;
}
