/** What the actors need of the sockets. The server implements it. */
import type { CloseName } from '../../protocol/close-codes.ts';

/** One client's socket, as the actors see it. Every call is harmless after the socket has gone. */
export interface SocketPort {
  readonly connectionId: string;
  send(text: string): void;
  /** From now on it gets what is published on the topic. */
  subscribe(topic: string): void;
  close(how: CloseName): void;
  /** A newer socket has taken its place: it is closed in a moment, once that one has taken over. */
  retire(): void;
}

/** Native publish: one encoding and one call per audience. */
export interface AudiencePort {
  publish(topic: string, text: string): void;
}
