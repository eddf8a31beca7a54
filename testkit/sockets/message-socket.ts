/**
 * A client that has joined: its socket is open and the server has sent the first message, the greeting. Counts messages and
 * keeps the latest of each type.
 */
import { ClientSocket, type ClientSocketOptions } from './client-socket.ts';

export type Message = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface MessageSocketOptions extends Omit<ClientSocketOptions, 'onFrame'> {
  /** Gets the messages after the greeting. */
  readonly onMessage?: (message: Message, socket: MessageSocket) => void;
  /** Called once, when the socket closes after the greeting. */
  readonly onClose?: (code: number, socket: MessageSocket) => void;
}

interface Waiter {
  readonly type: string;
  readonly count: number;
  readonly resolve: (message: Message) => void;
}

const GREETED_WITHIN_MS = 20_000;
const GOT_WITHIN_MS = 30_000;

export class MessageSocket {
  #greeting: Message | undefined;
  readonly #socket: ClientSocket;
  readonly #counts = new Map<string, number>();
  readonly #last = new Map<string, Message>();
  readonly #waiters = new Set<Waiter>();
  readonly #onMessage: MessageSocketOptions['onMessage'];

  private constructor(url: string, greetingType: string, { onMessage, onClose, ...options }: MessageSocketOptions) {
    this.#onMessage = onMessage;
    this.#socket = new ClientSocket(url, {
      ...options,
      onFrame: (data) => this.#hear(JSON.parse(data.toString()) as Message, greetingType),
    });
    void this.#socket.closed.then(({ code }) => {
      if (this.#greeting !== undefined) onClose?.(code, this);
    });
  }

  /** Resolves when the client has the greeting. Rejects with RefusedError, or if there is no connection or no greeting. */
  static async open(url: string, greetingType: string, options: MessageSocketOptions = {}): Promise<MessageSocket> {
    const client = new MessageSocket(url, greetingType, options);
    try {
      await client.#socket.opened;
      await client.got(greetingType, 1, GREETED_WITHIN_MS);
      return client;
    } catch (error) {
      client.drop();
      throw error;
    }
  }

  /** The message that said that this client has joined. */
  get greeting(): Message {
    return this.#greeting ?? { type: 'none' };
  }

  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  /** Number of messages of a type so far. */
  count(type: string): number {
    return this.#counts.get(type) ?? 0;
  }

  /** The latest message of the type, when there are `count`. Rejects if the socket closes first, or at the timeout. */
  async got(type: string, count = 1, withinMs = GOT_WITHIN_MS): Promise<Message> {
    const latest = this.#last.get(type);
    if (latest !== undefined && this.count(type) >= count) return latest;
    let timer: NodeJS.Timeout | undefined;
    let waiter: Waiter | undefined;
    const come = new Promise<Message>((resolve) => {
      waiter = { type, count, resolve };
      this.#waiters.add(waiter);
    });
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no ${type} within ${withinMs} ms`)), withinMs);
    });
    const gone = this.#socket.closed.then(() => Promise.reject(new Error(`no ${type}: ${this.#socket.failure}`)));
    try {
      return await Promise.race([come, gone, late]);
    } finally {
      clearTimeout(timer);
      if (waiter !== undefined) this.#waiters.delete(waiter);
    }
  }

  send(message: Readonly<Record<string, unknown>> | Uint8Array): void {
    this.#socket.send(message);
  }

  /** Closes it as a client that leaves. */
  close(): void {
    this.#socket.close();
  }

  /** Closes it as a client that loses its network. */
  drop(): void {
    this.#socket.drop();
  }

  #hear(message: Message, greetingType: string): void {
    const { type } = message;
    this.#counts.set(type, this.count(type) + 1);
    this.#last.set(type, message);
    if (this.#greeting !== undefined) this.#onMessage?.(message, this);
    else if (type === greetingType) this.#greeting = message;
    for (const waiter of this.#waiters) {
      if (waiter.type === type && this.count(type) >= waiter.count) waiter.resolve(message);
    }
  }
}
