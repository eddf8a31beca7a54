/** The drain of a server: nobody new, what was said is forwarded, everybody is sent away, rows are written. */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { WriteBehind } from '../../actors/records/write-behind.ts';
import type { SessionHost } from '../../actors/session/session-host.ts';
import type { Config } from '../config/config.ts';
import type { ClientConnection } from '../sockets/client-connection.ts';
import type { Ingress } from '../sockets/ingress.ts';
import type { FlushTimes } from './close-stack.ts';

/** When a client that is sent away should come back: a restart takes about as long. */
const RETRY_AFTER_MS = 2_000;
/** Kept of the drain time for the rows of those who were sent away, at most. */
const MAX_ROWS_MS = 2_000;
/** And for the last spans. */
const MAX_SPANS_MS = 1_000;
/** The last export of the metrics, at most. It comes after the drain time. */
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

/** Takes the configured drain time at most, less what it keeps for the spans. Never rejects. @returns what telemetry may take then. */
export async function drain(deps: DrainDeps): Promise<FlushTimes> {
  const { clock, config, connections, host, ingress, log, writer } = deps;
  const spansMs = config.traces === undefined ? 0 : Math.min(MAX_SPANS_MS, config.drainTimeoutMs / 8);
  const endsAt = clock.now() + config.drainTimeoutMs - spansMs;
  const rowsMs = Math.min(MAX_ROWS_MS, config.drainTimeoutMs / 4);
  log.info('shut_down', 'draining', { sessions: host.count, connections: connections.count });
  ingress.drain();
  // Who has joined nothing has nothing to lose, and must not begin now.
  for (const connection of connections.all()) if (connection.seat.role === 'none') connection.close('goingAway');
  const areFinished = await isDone(clock, host.suspendAll(RETRY_AFTER_MS), endsAt - rowsMs - clock.now());
  if (!areFinished) log.warn('shut_down', 'sessions not finished in time', toPendingFields('sessions', host.count));
  for (const connection of connections.all()) connection.close('goingAway');
  const areWritten = await isDone(clock, writer.flushed(), endsAt - clock.now());
  if (!areWritten) log.warn('shut_down', 'rows not written in time', toPendingFields('rows', writer.pending));
  // What the drain did not take is the spans' as well.
  return { spansMs: spansMs + Math.max(0, endsAt - clock.now()), metricsMs: METRICS_MS };
}

function toPendingFields(what: 'sessions' | 'rows', count: number) {
  return { code: 'TIMEOUT', [what]: count } as const;
}

/** @returns whether the work was done within so many ms. */
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
