/** One client's socket and the seat it has taken. Outlives the transport, so that a late word to a gone socket is harmless. */
import type { ConnectionLifecycle } from '../../actors/connections/connection-lifecycle.ts';
import type { ConnectionRateLimiter } from '../../actors/connections/connection-rate-limiter.ts';
import type { SocketPort } from '../../actors/ports/sockets.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { Session } from '../../actors/session/session.ts';
import { CLOSES, type CloseName } from '../../protocol/close-codes.ts';
import type { MonotonicMs, UnixMs } from '../../protocol/times.ts';
import { InboundQueue } from './inbound-queue.ts';
import type { Lineage } from './listener-lineage.ts';

/** What carries the frames; the adapter over uWebSockets.js implements it. */
export interface Transport {
  /** @returns false when the frame was dropped, because the client has not taken what it was sent before. */
  send(data: string | Uint8Array, isBinary: boolean): boolean;
  ping(): void;
  subscribe(topic: string): void;
  close(code: number, reason: string): void;
  bufferedBytes(): number;
}

/** A role is the connection's, decided when it took its seat, and never a message's. */
export type Seat =
  | { readonly role: 'none' }
  | { readonly role: 'speaker'; readonly session: Session }
  | { readonly role: 'listener'; readonly session: Session };

export interface ConnectionFacts {
  readonly connectionId: string;
  /** The verified token's subject; undefined without a token. */
  readonly userId: string | undefined;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly connectedAt: UnixMs;
  readonly wantsAcknowledgements: boolean;
  readonly wantsTranscripts: boolean;
}

/** What looks after an open socket: how old and how quiet it is, and how fast it sends. */
export interface ConnectionCare {
  readonly life: ConnectionLifecycle;
  readonly pace: ConnectionRateLimiter;
}

export class ClientConnection implements SocketPort {
  readonly facts: ConnectionFacts;
  readonly #startCare: (connection: ClientConnection) => ConnectionCare;
  readonly inbound = new InboundQueue();
  seat: Seat = { role: 'none' };
  /** A chunk of audio was accepted: containers are no longer looked for. */
  hasSpoken = false;
  /** A listener's; kept when its session has let it go. */
  targetLanguage: string | undefined;
  /** A listener's, shared with the sockets it had before; undefined until somebody asks for it. */
  lineage: Lineage | undefined;
  /** When a refusal for its rate was last logged. */
  rateLoggedAt: MonotonicMs = Number.NEGATIVE_INFINITY;
  #transport: Transport | undefined;
  #care: ConnectionCare | undefined;

  /** @param startCare Called once, when the socket is open. */
  constructor(facts: ConnectionFacts, startCare: (connection: ClientConnection) => ConnectionCare) {
    this.facts = facts;
    this.#startCare = startCare;
  }

  get connectionId(): string {
    return this.facts.connectionId;
  }

  get isOpen(): boolean {
    return this.#transport !== undefined;
  }

  /** A newer socket has taken its place; it is about to be closed. */
  get isReplaced(): boolean {
    return this.#care?.life.isReplaced ?? false;
  }

  /** Since the last inbound frame, ms. */
  get quietForMs(): number {
    return this.#care?.life.quietForMs ?? 0;
  }

  /** Undefined before the socket is open and after it was closed. */
  get care(): ConnectionCare | undefined {
    return this.#care;
  }

  /** @returns the log of the session it has its seat in, or the one given. */
  logUnder(log: LogPort): LogPort {
    return this.seat.role === 'none' ? log : log.forSession(this.seat.session.facts.sessionId);
  }

  /** Unsent bytes. */
  get backlogBytes(): number {
    return this.#transport?.bufferedBytes() ?? 0;
  }

  opened(transport: Transport): void {
    this.#transport = transport;
    this.#care = this.#startCare(this);
  }

  closed(): void {
    this.#transport = undefined;
    this.inbound.clear();
    this.#care?.life.stop();
    this.#care?.pace.stop();
    this.#care = undefined;
  }

  send(text: string): void {
    this.deliver(text, false);
  }

  /** A client that does not take what it is sent is closed, whatever its role: nothing waits for it for ever. */
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
    this.#care?.life.replaced();
  }

  close(how: CloseName): void {
    const transport = this.#transport;
    // Forgotten first: closing calls back synchronously, and nothing may be sent after it.
    this.#transport = undefined;
    this.inbound.clear();
    transport?.close(CLOSES[how].code, how);
  }
}
