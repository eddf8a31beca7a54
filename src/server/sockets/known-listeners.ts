/**
 * Who listened to what, for a while after their sockets have closed: a listener that comes back and names its connection
 * keeps its language and is counted by no limit. For refreshConnection only; it brings no socket back to life.
 */

import { SlidingWindow } from '../../actors/connections/sliding-window.ts';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { MetricsPort } from '../../actors/ports/telemetry.ts';
import type { ClientConnection } from './client-connection.ts';
import type { Connections } from './connections.ts';
import type { Lineage } from './listener-lineage.ts';

/** A connection id stays known this long after its socket closed, ms. */
export const KNOWN_MS = 120_000;
/** Closed sockets remembered; one more pushes the oldest out, which is counted. */
const MAX_KNOWN = 20_000;
/** Of one listener, over any number of sockets: a return more in a minute is counted as any connect is. */
const FREE_RETURNS = { limit: 20, windowMs: 60_000 };

export interface KnownListener {
  readonly sessionId: string;
  readonly targetLanguage: string | undefined;
  readonly lineage: Lineage;
}

export interface KnownListenersParts {
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  readonly connections: Pick<Connections, 'find'>;
  readonly maxKnown?: number;
}

export class KnownListeners {
  readonly #parts: KnownListenersParts;
  /** By connection id, in order of closing. */
  readonly #closed = new Map<string, { readonly listener: KnownListener; readonly untilMs: number }>();

  constructor(parts: KnownListenersParts) {
    this.#parts = parts;
  }

  /** Sockets remembered after their close. */
  get size(): number {
    return this.#closed.size;
  }

  /** The listener of this session whose socket had this id; undefined for a stranger's. */
  find(connectionId: string, sessionId: string): KnownListener | undefined {
    this.#forget();
    const open = this.#parts.connections.find(connectionId);
    const listener = open === undefined ? this.#closed.get(connectionId)?.listener : listenerOn(open);
    return listener?.sessionId === sessionId ? listener : undefined;
  }

  /** To be called when a socket has closed. */
  closed(connection: ClientConnection): void {
    const listener = listenerOn(connection);
    if (listener === undefined) return;
    const { clock, metrics, maxKnown = MAX_KNOWN } = this.#parts;
    this.#forget();
    this.#closed.set(connection.connectionId, { listener, untilMs: clock.now() + KNOWN_MS });
    for (const oldest of this.#closed.keys()) {
      if (this.#closed.size <= maxKnown) return;
      this.#closed.delete(oldest);
      metrics.count('KnownListenersForgotten');
    }
  }

  /** Whether this return costs nothing. */
  isFree({ lineage }: KnownListener): boolean {
    return lineage.returns.peek(this.#parts.clock.now()).ok;
  }

  /** It goes in, for nothing, if `isFree` still holds: of many at a time no more than the few. @returns whether it does. */
  takeFree({ lineage }: KnownListener): boolean {
    return lineage.returns.tryTake(this.#parts.clock.now()).ok;
  }

  #forget(): void {
    const now = this.#parts.clock.now();
    for (const [connectionId, { untilMs }] of this.#closed) {
      if (untilMs > now) return;
      this.#closed.delete(connectionId);
    }
  }
}

function listenerOn(connection: ClientConnection): KnownListener | undefined {
  const { connectionId, seat, targetLanguage } = connection;
  if (seat.role !== 'listener') return undefined;
  connection.lineage ??= { holder: connectionId, returns: new SlidingWindow(FREE_RETURNS) };
  return {
    sessionId: seat.session.facts.sessionId,
    targetLanguage,
    lineage: connection.lineage,
  };
}
