/** One client's socket and the seat it has taken. Outlives the transport, so that a late word to a gone socket is harmless. */
import type { SocketPort } from '../actors/ports.ts';
import type { Session } from '../actors/session.ts';
import { CLOSES, type CloseName } from '../protocol/close-codes.ts';

/** What carries the frames; the adapter over uWebSockets.js implements it. */
export interface Transport {
  send(data: string | Uint8Array, isBinary: boolean): void;
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
  /** Unix ms. */
  readonly connectedAt: number;
  readonly wantsAcknowledgements: boolean;
  readonly wantsTranscripts: boolean;
}

export class ClientConnection implements SocketPort {
  readonly facts: ConnectionFacts;
  seat: Seat = { role: 'none' };
  /** A chunk of audio was accepted: containers are no longer looked for. */
  hasSpoken = false;
  /** Unix ms of the last inbound frame. */
  lastActiveAt: number;
  #transport: Transport | undefined;

  constructor(facts: ConnectionFacts) {
    this.facts = facts;
    this.lastActiveAt = facts.connectedAt;
  }

  get connectionId(): string {
    return this.facts.connectionId;
  }

  get isOpen(): boolean {
    return this.#transport !== undefined;
  }

  /** Unsent bytes. */
  get backlogBytes(): number {
    return this.#transport?.bufferedBytes() ?? 0;
  }

  opened(transport: Transport): void {
    this.#transport = transport;
  }

  closed(): void {
    this.#transport = undefined;
  }

  send(text: string): void {
    this.#transport?.send(text, false);
  }

  deliver(data: string | Uint8Array, isBinary: boolean): void {
    this.#transport?.send(data, isBinary);
  }

  subscribe(topic: string): void {
    this.#transport?.subscribe(topic);
  }

  close(how: CloseName): void {
    const transport = this.#transport;
    // Forgotten first: closing calls back synchronously, and nothing may be sent after it.
    this.#transport = undefined;
    transport?.close(CLOSES[how].code, how);
  }
}
