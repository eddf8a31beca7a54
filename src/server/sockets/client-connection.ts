/** One client's socket and its seat. It outlives its transport: a message to a closed socket is dropped without an error. */
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

/** The seat has the role, which no message can change. */
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

/** The actors of an open socket: its age and inactivity, and its rates. */
export interface ConnectionActors {
  readonly lifecycle: ConnectionLifecycle;
  readonly rateLimiter: ConnectionRateLimiter;
}

export class ClientConnection implements SocketPort {
  readonly info: ConnectionInfo;
  readonly #startActors: (connection: ClientConnection) => ConnectionActors;
  readonly inbound = new InboundQueue();
  seat: Seat = { role: 'none' };
  /** A chunk of audio was accepted. Later chunks are not checked for a file header. */
  hasSpoken = false;
  /** Listeners only. Kept after the session has ended. */
  targetLanguage: string | undefined;
  /** Listeners only; shared with the listener's earlier sockets. Undefined until it is needed. */
  lineage: Lineage | undefined;
  /** When a refusal by the rate limit was last logged. */
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

  /** A newer socket has taken this one's place; this one closes soon. */
  get isReplaced(): boolean {
    return this.lifecycle?.isReplaced ?? false;
  }

  /** Time since the last inbound frame, ms. */
  get quietForMs(): number {
    return this.lifecycle?.quietForMs ?? 0;
  }

  /** @returns the log of the seat's session, or the given one. */
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

  /** Closes a client that reads too slowly, whatever its role: its backlog must stay bounded. */
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
    // The transport is removed first, because it reports the close synchronously, and nothing may be sent after that.
    this.#transport = undefined;
    this.inbound.clear();
    transport?.close(CLOSES[how].code, how);
  }
}
