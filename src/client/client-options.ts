/** The options of both speaker and listener, with their defaults. */
import type { ClientEvents } from './client-events.ts';
import type { Handlers } from './emitter.ts';
import type { PlatformOptions } from './platform.ts';

/** A function is called before every connect, so that it can give a fresh token. */
export type TokenSource = string | (() => string | Promise<string>);

export interface ClientOptions extends PlatformOptions {
  /** http(s) or ws(s); a path is kept as a prefix. */
  readonly url: string;
  /** Handlers that are active from the start; `on()` adds more later. */
  readonly on?: Handlers<ClientEvents>;
  /** Time limit for connecting and joining. */
  readonly connectTimeoutMs?: number;
  /** Time limit for an answer; within it, a request survives a reconnect. */
  readonly requestTimeoutMs?: number;
  /** Time without a frame from the server after which a heartbeat asks for one. */
  readonly heartbeatMs?: number;
  /** Time without a frame after which the connection counts as lost. Default: twice `heartbeatMs`. */
  readonly lostAfterMs?: number;
  /** How long the client tries to restore a lost connection. */
  readonly giveUpAfterMs?: number;
}

export const DEFAULTS = {
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 10_000,
  heartbeatMs: 30_000,
  giveUpAfterMs: 120_000,
} as const;
