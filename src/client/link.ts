/** One WebSocket: frames in and out, heartbeats, and the moment it is gone. Knows no roles and never comes back. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { Incoming } from './client-events.ts';
import { PendingRequests } from './pending-requests.ts';
import type { Platform, SocketEvent, SocketLike } from './platform.ts';
import type { Request } from './request.ts';
import { RostrumError } from './rostrum-error.ts';

export interface LinkOwner {
  linkOpened(link: Link): void;
  linkMessage(link: Link, message: Incoming, text: string): void;
  linkRaw(link: Link, data: string | Uint8Array): void;
  /** Once; nothing comes from this link after it. */
  linkLost(link: Link, close: LinkClose): void;
}

export interface LinkClose {
  /** 1006 where there was no proper close. */
  readonly code: number;
  readonly error: RostrumError;
}

export interface LinkParts {
  readonly platform: Platform;
  readonly url: string;
  /** Goes as a subprotocol, the one header a browser can set. */
  readonly token: string | undefined;
  readonly heartbeatMs: number;
  readonly owner: LinkOwner;
}

const OPEN = 1;
/** Heartbeat intervals without any frame after which a connection counts as dead. */
const SILENT_INTERVALS = 2;

export class Link {
  readonly requests = new PendingRequests();
  readonly #parts: LinkParts;
  readonly #socket: SocketLike;
  /** What to do when each heartbeat is answered, in order. */
  readonly #beats: (() => void)[] = [];
  #isLost = false;
  #hasOpened = false;
  #problem = '';
  #timer: unknown;
  #sentSinceTick = false;
  #heardAt: number;

  /** @throws what the WebSocket throws for a URL or token it cannot use. */
  constructor(parts: LinkParts) {
    this.#parts = parts;
    const { platform, url, token } = parts;
    this.#heardAt = platform.clock.now();
    this.#socket = new platform.WebSocket(url, token === undefined ? [] : ['bearer', token]);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.addEventListener('open', () => this.#opened());
    this.#socket.addEventListener('message', ({ data }) => this.#heard(data));
    // Browsers say nothing here; ws says why, which is kept for the error that follows with the close.
    this.#socket.addEventListener('error', ({ message }) => {
      this.#problem = message ?? '';
    });
    this.#socket.addEventListener('close', (event) => this.#lose(this.#closeOf(event)));
  }

  get isOpen(): boolean {
    return !this.#isLost && this.#socket.readyState === OPEN;
  }

  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  sendAudio(pcm: Uint8Array): void {
    this.#send(pcm);
  }

  /** Sends what nobody waits on here. */
  say(message: ClientMessage): void {
    this.#send(JSON.stringify(message));
  }

  ask(request: Request): void {
    this.requests.add(request);
    this.say(request.message);
  }

  /** @param onAnswer Everything sent before was answered by then, or never will be: heartbeats are answered in order, always. */
  beat(onAnswer: () => void = () => {}): void {
    this.#beats.push(onAnswer);
    this.say({ action: 'heartbeat', timestamp: this.#parts.platform.clock.now() });
  }

  /** Closes without a further word to the owner. */
  close(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#parts.platform.clock.clearTimeout(this.#timer);
    this.#socket.close(1000);
  }

  #send(data: string | Uint8Array): void {
    if (!this.isOpen) return;
    this.#sentSinceTick = true;
    this.#socket.send(data);
  }

  #opened(): void {
    if (this.#isLost) return;
    this.#hasOpened = true;
    this.#heardAt = this.#parts.platform.clock.now();
    this.#scheduleTick();
    this.#parts.owner.linkOpened(this);
  }

  #heard(data: unknown): void {
    if (this.#isLost) return;
    this.#heardAt = this.#parts.platform.clock.now();
    const { owner } = this.#parts;
    if (typeof data !== 'string') {
      owner.linkRaw(this, new Uint8Array(data as ArrayBuffer));
      return;
    }
    const message = messageOf(data);
    if (message === undefined) owner.linkRaw(this, data);
    else {
      if (message.type === 'heartbeatAck') this.#beats.shift()?.();
      owner.linkMessage(this, message, data);
    }
  }

  #scheduleTick(): void {
    const { platform, heartbeatMs } = this.#parts;
    this.#timer = platform.clock.setTimeout(() => this.#tick(), heartbeatMs);
  }

  #tick(): void {
    const { platform, heartbeatMs } = this.#parts;
    if (platform.clock.now() - this.#heardAt >= SILENT_INTERVALS * heartbeatMs) {
      const error = new RostrumError('CONNECTION_CLOSED', 'the server fell silent');
      this.#socket.close();
      this.#lose({ code: 1006, error });
      return;
    }
    if (!this.#sentSinceTick) this.beat();
    this.#sentSinceTick = false;
    this.#scheduleTick();
  }

  #lose(close: LinkClose): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#parts.platform.clock.clearTimeout(this.#timer);
    this.#parts.owner.linkLost(this, close);
  }

  #closeOf({ code = 1006, reason = '' }: SocketEvent): LinkClose {
    if (this.#hasOpened) {
      const said = `${code} ${reason}`.trim();
      return { code, error: new RostrumError('CONNECTION_CLOSED', `the server closed the connection (${said})`) };
    }
    // ws names the status of a refused upgrade; browsers keep it to themselves.
    const status = /Unexpected server response: (\d{3})/.exec(this.#problem)?.[1];
    const error =
      status === undefined
        ? new RostrumError('CONNECT_FAILED', `no connection to the server: ${this.#problem || code}`)
        : new RostrumError('CONNECT_FAILED', `the server refused the connection: HTTP ${status}`, {
            statusCode: Number(status),
          });
    return { code, error };
  }
}

function messageOf(text: string): Incoming | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isMessage = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
    return isMessage ? (value as Incoming) : undefined;
  } catch {
    return undefined;
  }
}
