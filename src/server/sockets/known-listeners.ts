/**
 * Remembers which listener had each connection, until two minutes after its socket has closed. A listener that comes back
 * by refreshConnection and names its connection keeps its language and does not count against a rate limit.
 */
import { SlidingWindow } from '../../actors/connections/sliding-window.ts';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { MetricsPort } from '../../actors/ports/telemetry.ts';
import type { ClientConnection } from './client-connection.ts';
import type { Connections } from './connections.ts';
import type { Lineage } from './listener-lineage.ts';

/** How long a connection id is known after its socket has closed, ms. */
export const KNOWN_MS = 120_000;
/** Maximum of closed sockets. Above it the oldest is forgotten and counted. */
export const MAX_KNOWN = 20_000;
/** Free returns of one listener, over all its sockets. More returns in the same minute count as connects. */
const FREE_RETURNS = { limit: 20, windowMs: 60_000 };

export interface KnownListener {
  readonly sessionId: string;
  readonly targetLanguage: string | undefined;
  readonly lineage: Lineage;
}

export interface KnownListenersDeps {
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  readonly connections: Pick<Connections, 'find'>;
  readonly maxKnown?: number;
}

export class KnownListeners {
  readonly #deps: KnownListenersDeps;
  /** By connection id, in the order in which they closed. */
  readonly #closed = new Map<string, { readonly listener: KnownListener; readonly untilMs: number }>();

  constructor(deps: KnownListenersDeps) {
    this.#deps = deps;
  }

  /** Number of closed sockets that are remembered. */
  get size(): number {
    return this.#closed.size;
  }

  /** The listener that had this connection in this session; undefined if there is none. */
  find(connectionId: string, sessionId: string): KnownListener | undefined {
    this.#forget();
    const open = this.#deps.connections.find(connectionId);
    const listener = open === undefined ? this.#closed.get(connectionId)?.listener : listenerOn(open);
    return listener?.sessionId === sessionId ? listener : undefined;
  }

  /** Must be called when a socket has closed. */
  closed(connection: ClientConnection): void {
    const listener = listenerOn(connection);
    if (listener === undefined) return;
    const { clock, metrics, maxKnown = MAX_KNOWN } = this.#deps;
    this.#forget();
    this.#closed.set(connection.connectionId, { listener, untilMs: clock.now() + KNOWN_MS });
    for (const oldest of this.#closed.keys()) {
      if (this.#closed.size <= maxKnown) return;
      this.#closed.delete(oldest);
      metrics.count('KnownListenersForgotten');
    }
  }

  /** Whether this return would be free. Does not take it. */
  isFree({ lineage }: KnownListener): boolean {
    return lineage.returns.peek(this.#deps.clock.now()).ok;
  }

  /**
   * Takes one free return when the connection is accepted. @returns false when concurrent returns have taken the last
   * one.
   */
  takeFree({ lineage }: KnownListener): boolean {
    return lineage.returns.tryTake(this.#deps.clock.now()).ok;
  }

  #forget(): void {
    const now = this.#deps.clock.now();
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
    sessionId: seat.sessionId,
    targetLanguage,
    lineage: connection.lineage,
  };
}
