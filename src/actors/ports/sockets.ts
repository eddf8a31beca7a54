/** What the actors need from the sockets. The server implements it. */
import type { CloseName } from '../../protocol/close-codes.ts';

/** One client's socket, as the actors see it. Every call is harmless after the socket has closed. */
export interface SocketPort {
  readonly connectionId: string;
  send(text: string): void;
  /** From now on it gets the messages published on the topic. */
  subscribe(topic: string): void;
  close(how: CloseName): void;
  /** A newer socket has replaced this one, which is closed after a moment, when the newer one has taken over. */
  retire(): void;
}

/** Native publish: one encoding and one call per audience. */
export interface AudiencePort {
  publish(topic: string, text: string): void;
}
