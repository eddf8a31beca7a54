/** Drains the server: refuses new clients, forwards what was said, closes every socket with 1001, writes the rows. */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { WriteBehind } from '../../actors/records/write-behind.ts';
import type { SessionHost } from '../../actors/session/session-host.ts';
import type { Config } from '../config/config.ts';
import type { ClientConnection } from '../sockets/client-connection.ts';
import type { Ingress } from '../sockets/ingress.ts';
import type { FlushTimes } from './close-stack.ts';

/** Clients are told to reconnect after this time: a restart takes about as long. */
const RETRY_AFTER_MS = 2_000;
/** Upper limit of the drain time that is kept for writing rows after the sockets are closed. */
const MAX_ROWS_MS = 2_000;
/** Upper limit of the drain time that is kept for the last spans. */
const MAX_SPANS_MS = 1_000;
/** Limit of the last export of the metrics, which comes after the drain time. */
const METRICS_MS = 1_000;

export interface DrainDeps {
  readonly config: Pick<Config, 'drainTimeoutMs' | 'traces'>;
  readonly clock: Pick<ClockPort, 'now' | 'setTimeout' | 'clearTimeout'>;
  readonly log: LogPort;
  readonly ingress: Pick<Ingress, 'drain'>;
  readonly connections: {
    readonly count: number;
    all(): readonly (Pick<ClientConnection, 'close'> & { readonly seat: { readonly role: string } })[];
  };
  readonly host: Pick<SessionHost, 'count' | 'suspendAll'>;
  readonly writer: Pick<WriteBehind, 'flushed' | 'pending'>;
}

/** Takes at most the configured drain time, less the spans' share. Never rejects. @returns the time left for telemetry. */
export async function drain(deps: DrainDeps): Promise<FlushTimes> {
  const { clock, config, connections, host, ingress, log, writer } = deps;
  const spansMs = config.traces === undefined ? 0 : Math.min(MAX_SPANS_MS, config.drainTimeoutMs / 8);
  const endsAt = clock.now() + config.drainTimeoutMs - spansMs;
  const rowsMs = Math.min(MAX_ROWS_MS, config.drainTimeoutMs / 4);
  log.info('shut_down', 'draining', { sessions: host.count, connections: connections.count });
  ingress.drain();
  // A client without a session loses nothing, and must not start one now.
  for (const connection of connections.all()) if (connection.seat.role === 'none') connection.close('goingAway');
  const areFinished = await isDone(clock, host.suspendAll(RETRY_AFTER_MS), endsAt - rowsMs - clock.now());
  if (!areFinished) log.warn('shut_down', 'sessions not finished in time', toPendingFields('sessions', host.count));
  for (const connection of connections.all()) connection.close('goingAway');
  const areWritten = await isDone(clock, writer.flushed(), endsAt - clock.now());
  if (!areWritten) log.warn('shut_down', 'rows not written in time', toPendingFields('rows', writer.pending));
  // The spans also get the drain time that is left.
  return { spansMs: spansMs + Math.max(0, endsAt - clock.now()), metricsMs: METRICS_MS };
}

function toPendingFields(what: 'sessions' | 'rows', count: number) {
  return { code: 'TIMEOUT', [what]: count } as const;
}

/** @returns whether the work was done within `ms`. */
async function isDone(clock: DrainDeps['clock'], work: Promise<void>, ms: number): Promise<boolean> {
  let timer: unknown;
  const late = new Promise<false>((resolve) => {
    timer = clock.setTimeout(() => resolve(false), Math.max(0, ms));
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clock.clearTimeout(timer);
  }
}
