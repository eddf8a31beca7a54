/** The client's end of a socket in memory: sends frames, records what it receives, and can stop reading. */
import type { HttpAnswer } from '../http/http-types.ts';
import type { ClientConnection } from './client-connection.ts';
import type { SocketEvents } from './socket-events.ts';
import type { AcceptedUpgrade } from './socket-server.ts';
import type { Transport } from './transport.ts';

export interface InjectedUpgrade {
  readonly query?: Readonly<Record<string, string>>;
  /** Names in any case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Subprotocols that the client offers. */
  readonly protocols?: readonly string[];
  /** The socket's peer; by default this machine. */
  readonly address?: string;
}

export interface InjectedSocketDeps {
  readonly events: SocketEvents;
  /** A frame that would exceed this number of unread bytes is dropped. */
  readonly maxUnsentBytes: number;
  readonly onOpened: () => void;
  readonly onClosed: () => void;
}

export type Frame = string | Uint8Array;

/** How a socket was closed. Code 1006: without a close frame. */
export interface SocketClose {
  readonly code: number;
  readonly reason: string;
}

const NO_CLOSE_FRAME: SocketClose = { code: 1006, reason: '' };

export class InjectedSocket {
  readonly #upgrade: InjectedUpgrade;
  readonly #deps: InjectedSocketDeps;
  /** Frames that the client has read, in order. */
  readonly frames: Frame[] = [];
  readonly topics = new Set<string>();
  /** Number of pings from the server. */
  pings = 0;
  /** The answer to a refused upgrade. */
  refused: HttpAnswer | undefined;
  /** The selected subprotocol. */
  protocol: string | undefined;
  closed: SocketClose | undefined;
  #connection: ClientConnection | undefined;
  #unread: Frame[] = [];
  #isReading = true;
  #isAborted = false;

  constructor(upgrade: InjectedUpgrade, deps: InjectedSocketDeps) {
    this.#upgrade = upgrade;
    this.#deps = deps;
  }

  get isOpen(): boolean {
    return this.#connection !== undefined && this.closed === undefined;
  }

  /** Called once by MemoryServer. */
  connect(): void {
    const { query = {}, headers = {}, protocols = [], address = '127.0.0.1' } = this.#upgrade;
    const lines = Object.entries({ host: '127.0.0.1:8080', ...headers });
    if (protocols.length > 0) lines.push(['sec-websocket-protocol', protocols.join(', ')]);
    const head = {
      query: new URLSearchParams(query).toString(),
      headers: new Map(lines.map(([name, value]) => [name.toLowerCase(), value])),
      remoteAddress: address,
    };
    this.#deps.events.upgrade(head, {
      isAborted: () => this.#isAborted,
      refuse: ({ answer }) => {
        this.refused = answer;
      },
      accept: (verdict) => this.#open(verdict),
    });
  }

  send(frame: Frame): void {
    const isBinary = typeof frame !== 'string';
    const bytes = new Uint8Array(Buffer.from(frame));
    this.#whileOpen((connection) => {
      this.#deps.events.message(connection, bytes.buffer, isBinary);
      // As in the network's transport, this memory is not valid after the callback.
      bytes.fill(0xff);
    });
  }

  /** The client sends a ping or a pong. */
  ping(): void {
    this.#whileOpen((connection) => this.#deps.events.alive(connection));
  }

  /** From now on frames stay unread on the server's side. */
  stopReading(): void {
    this.#isReading = false;
  }

  /** Reads all unread frames and goes on reading. */
  read(): void {
    this.#isReading = true;
    this.frames.push(...this.#unread);
    this.#unread = [];
    this.#whileOpen((connection) => this.#deps.events.drained(connection));
  }

  /** The client disconnects without a close frame; also possible during the upgrade. */
  drop(): void {
    this.#isAborted = true;
    if (this.isOpen) this.#close(NO_CLOSE_FRAME);
  }

  /** A message was published on a topic. */
  published(topic: string, text: string): void {
    if (this.topics.has(topic)) this.#take(text);
  }

  #open({ connection, onOpen, protocol }: AcceptedUpgrade): void {
    this.#connection = connection;
    this.protocol = protocol;
    this.#deps.onOpened();
    this.#deps.events.opened({ connection, onOpen }, this.#transport());
  }

  #transport(): Transport {
    return {
      send: (data) => this.#take(data),
      ping: () => {
        this.pings += 1;
      },
      subscribe: (topic) => {
        this.topics.add(topic);
      },
      close: (code, reason) => this.#close({ code, reason }),
      bufferedBytes: () => this.#unreadBytes,
    };
  }

  get #unreadBytes(): number {
    return this.#unread.reduce((sum, frame) => sum + Buffer.byteLength(frame), 0);
  }

  /** @returns false when the frame was dropped. */
  #take(frame: Frame): boolean {
    if (this.#isReading) {
      this.frames.push(frame);
      return true;
    }
    if (this.#unreadBytes + Buffer.byteLength(frame) > this.#deps.maxUnsentBytes) return false;
    this.#unread.push(frame);
    return true;
  }

  #close(close: SocketClose): void {
    this.closed = close;
    this.#deps.onClosed();
    if (this.#connection) this.#deps.events.closed(this.#connection);
  }

  #whileOpen(work: (connection: ClientConnection) => void): void {
    if (this.#connection && this.closed === undefined) work(this.#connection);
  }
}
