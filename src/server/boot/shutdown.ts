/** The end of the process, in its order: nobody new, what was said is forwarded, everybody is sent away, rows are written. */
import type { EmbeddedServices } from '../../integrations/emulators/services.ts';
import type { Ingress } from '../sockets/ingress.ts';
import type { AppContext } from './app-context.ts';
import type { ServerTracing } from './tracing.ts';

/** When a client that is sent away should come back: a restart takes about as long. */
const RETRY_AFTER_MS = 2_000;
/** Kept of the drain time for the rows of those who were sent away, at most. */
const MAX_ROWS_MS = 2_000;
/** And for the last spans. */
const MAX_SPANS_MS = 1_000;

/** Takes the configured drain time at most, and a moment for the local endpoints where there are any. Never rejects. */
export async function shutDown(
  { config, connections, log, monotonicNow, supervisor, tablesKeeper, writer }: AppContext,
  reception: Ingress,
  embedded: EmbeddedServices | undefined,
  tracing: ServerTracing,
): Promise<void> {
  const spansMs = config.traces === undefined ? 0 : Math.min(MAX_SPANS_MS, config.drainTimeoutMs / 8);
  const endsAt = monotonicNow() + config.drainTimeoutMs - spansMs;
  const rowsMs = Math.min(MAX_ROWS_MS, config.drainTimeoutMs / 4);
  log.info('shut_down', 'draining', { sessions: supervisor.count, connections: connections.count });
  reception.drain();
  // Who has joined nothing has nothing to lose, and must not begin now.
  for (const connection of connections.all()) if (connection.seat.role === 'none') connection.close('goingAway');
  const areFinished = await isDone(supervisor.suspendAll(RETRY_AFTER_MS), endsAt - rowsMs - monotonicNow());
  if (!areFinished) log.warn('shut_down', 'sessions not finished in time', leftOf('sessions', supervisor.count));
  for (const connection of connections.all()) connection.close('goingAway');
  const areWritten = await isDone(writer.flushed(), endsAt - monotonicNow());
  if (!areWritten) log.warn('shut_down', 'rows not written in time', leftOf('rows', writer.pending));
  writer.stop();
  tablesKeeper?.stop();
  reception.close();
  // What the drain did not take is theirs as well.
  await Promise.all([tracing.close(spansMs + Math.max(0, endsAt - monotonicNow())), embedded?.close()]);
}

function leftOf(what: 'sessions' | 'rows', count: number) {
  return { code: 'TIMEOUT', [what]: count } as const;
}

/** @returns whether it was done within so many ms. */
async function isDone(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, ms));
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
