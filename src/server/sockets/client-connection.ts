/**
 * One client's socket and the seat it has taken. It outlives its transport: a message to a socket that has closed is
 * dropped without an error.
 */
import type { ConnectionLifecycle } from '../../actors/connections/connection-lifecycle.ts';
import type { ConnectionRateLimiter } from '../../actors/connections/connection-rate-limiter.ts';
import type { ListenerSeat } from '../../actors/listeners/listener-seat.ts';
import type { SocketPort } from '../../actors/ports/sockets.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { SpeakerSeat } from '../../actors/session/speaker-seat.ts';
import { CLOSES, type CloseName } from '../../protocol/close-codes.ts';
import type { MonotonicMs, UnixMs } from '../../protocol/times.ts';
import { InboundQueue } from './inbound-queue.ts';
import type { Lineage } from './listener-lineage.ts';
import type { Transport } from './transport.ts';

/** The role belongs to the connection. It is decided when the connection takes its seat; no message can choose it. */
export type Seat = { readonly role: 'none' } | SpeakerSeat | ListenerSeat;

export interface ConnectionInfo {
  readonly connectionId: string;
  /** The verified token's subject; undefined without a token. */
  readonly userId: string | undefined;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly connectedAt: UnixMs;
  readonly wantsAcknowledgements: boolean;
  readonly wantsTranscripts: boolean;
}

/** The actors of an open socket: how old and how quiet it is, and how fast it sends. */
export interface ConnectionActors {
  readonly lifecycle: ConnectionLifecycle;
  readonly rateLimiter: ConnectionRateLimiter;
}

export class ClientConnection implements SocketPort {
  readonly info: ConnectionInfo;
  readonly #startActors: (connection: ClientConnection) => ConnectionActors;
  readonly inbound = new InboundQueue();
  seat: Seat = { role: 'none' };
  /** A chunk of audio was accepted: from now on no chunk is searched for a file header. */
  hasSpoken = false;
  /** A listener's; kept when its session has let it go. */
  targetLanguage: string | undefined;
  /** A listener's, shared with the sockets it had before; undefined until it is needed. */
  lineage: Lineage | undefined;
  /** When a refusal for its rate was last logged. */
  rateLoggedAt: MonotonicMs = Number.NEGATIVE_INFINITY;
  #transport: Transport | undefined;
  #actors: ConnectionActors | undefined;

  /** @param startActors Called once, when the socket is open. */
  constructor(info: ConnectionInfo, startActors: (connection: ClientConnection) => ConnectionActors) {
    this.info = info;
    this.#startActors = startActors;
  }

  get connectionId(): string {
    return this.info.connectionId;
  }

  get isOpen(): boolean {
    return this.#transport !== undefined;
  }

  /** Undefined before the socket is open and after it has closed. */
  get lifecycle(): ConnectionLifecycle | undefined {
    return this.#actors?.lifecycle;
  }

  /** Undefined before the socket is open and after it has closed. */
  get rateLimiter(): ConnectionRateLimiter | undefined {
    return this.#actors?.rateLimiter;
  }

  /** A newer socket has taken its place; this one closes soon. */
  get isReplaced(): boolean {
    return this.lifecycle?.isReplaced ?? false;
  }

  /** Since the last inbound frame, ms. */
  get quietForMs(): number {
    return this.lifecycle?.quietForMs ?? 0;
  }

  /** @returns the log of the session in which it has its seat, or the one given. */
  logUnder(log: LogPort): LogPort {
    return this.seat.role === 'none' ? log : log.forSession(this.seat.sessionId);
  }

  /** Unsent bytes. */
  get backlogBytes(): number {
    return this.#transport?.bufferedBytes() ?? 0;
  }

  opened(transport: Transport): void {
    this.#transport = transport;
    this.#actors = this.#startActors(this);
  }

  closed(): void {
    this.#transport = undefined;
    this.inbound.clear();
    this.#actors?.lifecycle.stop();
    this.#actors?.rateLimiter.stop();
    this.#actors = undefined;
  }

  send(text: string): void {
    this.deliver(text, false);
  }

  /** A client that does not read what it is sent is closed, whatever its role: no backlog grows without a bound. */
  deliver(data: string | Uint8Array, isBinary: boolean): void {
    if (this.#transport?.send(data, isBinary) === false) this.close('slowConsumer');
  }

  ping(): void {
    this.#transport?.ping();
  }

  subscribe(topic: string): void {
    this.#transport?.subscribe(topic);
  }

  retire(): void {
    this.lifecycle?.replaced();
  }

  close(how: CloseName): void {
    const transport = this.#transport;
    // The transport is forgotten first: it reports the close before it returns, and nothing may be sent after that.
    this.#transport = undefined;
    this.inbound.clear();
    transport?.close(CLOSES[how].code, how);
  }
}
