/** The options that speaker and listener have in common, with their defaults. */
import type { ClientEvents } from './client-events.ts';
import type { Handlers } from './emitter.ts';
import type { PlatformOptions } from './platform.ts';

/** A function is asked before every connect, so that it can give a fresh one. */
export type TokenSource = string | (() => string | Promise<string>);

export interface ClientOptions extends PlatformOptions {
  /** http(s) or ws(s); a path is kept as a prefix. */
  readonly url: string;
  /** Handlers from the very beginning; `on()` adds more later. */
  readonly on?: Handlers<ClientEvents>;
  /** Of connecting and being greeted. */
  readonly connectTimeoutMs?: number;
  /** Of an answer; a request lives through a reconnect within it. */
  readonly requestTimeoutMs?: number;
  /** A heartbeat goes out when nothing else did; at the next one after two without any frame the connection counts as lost. */
  readonly heartbeatMs?: number;
  /** A lost connection is tried again this long. */
  readonly giveUpAfterMs?: number;
}

export const DEFAULTS = {
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 10_000,
  heartbeatMs: 30_000,
  giveUpAfterMs: 120_000,
} as const;
