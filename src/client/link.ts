/** One WebSocket: sends and receives frames, sends heartbeats, reports its loss. Knows no roles; never reconnects. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { Incoming } from './client-events.ts';
import { PendingRequests } from './pending-requests.ts';
import type { Platform, SocketEvent, SocketLike } from './platform.ts';
import { Pulse, type PulseSettings } from './pulse.ts';
import type { Request } from './request.ts';
import { RostrumError } from './rostrum-error.ts';

export interface LinkOwner {
  linkOpened(link: Link): void;
  linkMessage(link: Link, message: Incoming, text: string): void;
  linkRaw(link: Link, data: string | Uint8Array): void;
  /** Called once; nothing comes from this link after it. */
  linkLost(link: Link, close: LinkClose): void;
}

export interface LinkClose {
  /** 1006 without a close frame. */
  readonly code: number;
  readonly error: RostrumError;
}

export interface LinkDeps {
  readonly platform: Platform;
  readonly url: string;
  /** Sent as a subprotocol: the only header that a browser can set. */
  readonly token: string | undefined;
  readonly pulse: PulseSettings;
  readonly owner: LinkOwner;
}

const OPEN = 1;

export class Link {
  readonly requests = new PendingRequests();
  readonly #deps: LinkDeps;
  readonly #socket: SocketLike;
  /** Callbacks for the answers to heartbeats, in order. */
  readonly #beats: (() => void)[] = [];
  #isLost = false;
  #hasOpened = false;
  #problem = '';
  #timer: unknown;
  /** From the opening on. */
  #pulse: Pulse | undefined;

  /** @throws what the WebSocket throws for a URL or token that it cannot use. */
  constructor(deps: LinkDeps) {
    this.#deps = deps;
    const { platform, url, token } = deps;
    this.#socket = new platform.WebSocket(url, token === undefined ? [] : ['bearer', token]);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.addEventListener('open', () => this.#opened());
    this.#socket.addEventListener('message', ({ data }) => this.#heard(data));
    // Browsers give no message here; ws does, and it is kept for the error of the close event that follows.
    this.#socket.addEventListener('error', ({ message }) => {
      this.#problem = message ?? '';
    });
    this.#socket.addEventListener('close', (event) => this.#lose(this.#toClose(event)));
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

  /** Sends a message without waiting for an answer. */
  say(message: ClientMessage): void {
    this.#send(JSON.stringify(message));
  }

  ask(request: Request): void {
    this.requests.add(request);
    this.say(request.message);
  }

  /** @param onAnswer By then everything sent before is answered, or never will be: the server answers in order. */
  beat(onAnswer: () => void = () => {}): void {
    this.#beats.push(onAnswer);
    this.say({ action: 'heartbeat', timestamp: this.#now });
  }

  /** Asks for a sign of life now; without one in a few seconds the link is lost. */
  check(): void {
    if (this.#isLost || this.#pulse?.check(this.#now) !== true) return;
    this.beat();
    this.#scheduleLook();
  }

  /** Closes the socket; the owner is not called any more. */
  close(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#deps.platform.clock.clearTimeout(this.#timer);
    this.#socket.close(1000);
  }

  #send(data: string | Uint8Array): void {
    if (!this.isOpen) return;
    this.#pulse?.sent(this.#now);
    this.#socket.send(data);
  }

  #opened(): void {
    if (this.#isLost) return;
    this.#hasOpened = true;
    this.#pulse = new Pulse(this.#deps.pulse, this.#now);
    this.#scheduleLook();
    this.#deps.owner.linkOpened(this);
  }

  #heard(data: unknown): void {
    if (this.#isLost) return;
    if (this.#pulse?.heard(this.#now)) this.#scheduleLook();
    const { owner } = this.#deps;
    if (typeof data !== 'string') {
      owner.linkRaw(this, new Uint8Array(data as ArrayBuffer));
      return;
    }
    const message = parseMessage(data);
    if (message === undefined) owner.linkRaw(this, data);
    else {
      if (message.type === 'heartbeatAck') this.#beats.shift()?.();
      owner.linkMessage(this, message, data);
    }
  }

  get #now(): number {
    return this.#deps.platform.clock.now();
  }

  #scheduleLook(): void {
    const { clock } = this.#deps.platform;
    clock.clearTimeout(this.#timer);
    if (this.#pulse) this.#timer = clock.setTimeout(() => this.#look(), this.#pulse.delayMs(this.#now));
  }

  #look(): void {
    const verdict = this.#pulse?.look(this.#now);
    if (verdict === 'lost') {
      const error = new RostrumError('CONNECTION_CLOSED', 'the server has sent nothing for too long');
      this.#socket.close();
      this.#lose({ code: 1006, error });
      return;
    }
    if (verdict === 'beat') this.beat();
    this.#scheduleLook();
  }

  #lose(close: LinkClose): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#deps.platform.clock.clearTimeout(this.#timer);
    this.#deps.owner.linkLost(this, close);
  }

  #toClose({ code = 1006, reason = '' }: SocketEvent): LinkClose {
    if (this.#hasOpened) {
      const why = `${code} ${reason}`.trim();
      const text = `the server closed the connection (${why})`;
      return { code, error: new RostrumError('CONNECTION_CLOSED', text, { details: { closeCode: code } }) };
    }
    // ws gives the status of a refused upgrade; browsers do not.
    const status = /Unexpected server response: (\d{3})/.exec(this.#problem)?.[1];
    const error =
      status === undefined
        ? new RostrumError('CONNECT_FAILED', `the server cannot be reached: ${this.#problem || code}`)
        : new RostrumError('CONNECT_FAILED', `the server refused the connection: HTTP ${status}`, {
            statusCode: Number(status),
          });
    return { code, error };
  }
}

function parseMessage(text: string): Incoming | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isMessage = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
    return isMessage ? (value as Incoming) : undefined;
  } catch {
    return undefined;
  }
}
