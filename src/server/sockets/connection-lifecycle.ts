/** Carries out what the charts of one open socket decide: pings, warnings about age and rate, the close. */
import { ConnectionLifecycle } from '../../actors/connections/connection-lifecycle.ts';
import { ConnectionRateLimiter, type ConnectionRates } from '../../actors/connections/connection-rate-limiter.ts';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { InspectorPort } from '../../actors/ports/inspector.ts';
import type { LogPort, MetricsPort } from '../../actors/ports/telemetry.ts';
import type { ConnectionTimings } from '../../machines/connection.machine.ts';
import { type ServerMessage, wireSeconds } from '../../protocol/server-messages.ts';
import type { ClientConnection, ConnectionActors } from './client-connection.ts';

export interface ConnectionLifecycleDeps {
  readonly clock: ClockPort;
  readonly inspector: InspectorPort | undefined;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly timings: ConnectionTimings;
  readonly rates: ConnectionRates;
}

/** Starts both actors of a socket that has just opened. */
export function startLifecycle(connection: ClientConnection, deps: ConnectionLifecycleDeps): ConnectionActors {
  return { lifecycle: startAging(connection, deps), rateLimiter: startRateLimiter(connection, deps) };
}

function startAging(
  connection: ClientConnection,
  { clock, inspector, metrics, timings }: ConnectionLifecycleDeps,
): ConnectionLifecycle {
  const timestamp = () => wireSeconds(clock.unixNow());
  const lifecycle: ConnectionLifecycle = new ConnectionLifecycle({
    clock,
    inspector,
    timings,
    effects: {
      ping: () => connection.ping(),
      // A connection without a seat has nothing to refresh.
      askToRefresh: () => {
        const sessionId = sessionIdOf(connection);
        if (sessionId) tell(connection, { type: 'connectionRefreshRequired', sessionId, timestamp: timestamp() });
      },
      warnOfAge: () => {
        const sessionId = sessionIdOf(connection);
        const { remainingMinutes } = lifecycle;
        if (sessionId) {
          tell(connection, { type: 'connectionWarning', sessionId, timestamp: timestamp(), remainingMinutes });
        }
      },
      giveUp: () => {
        metrics.count('ConnectionsClosedForIdleness');
        const idleSeconds = Math.floor(connection.quietForMs / 1000);
        tell(connection, { type: 'connectionTimeout', timestamp: timestamp(), idleSeconds });
        connection.close('idle');
      },
      retire: () => connection.close('replaced'),
    },
  });
  return lifecycle;
}

function startRateLimiter(
  connection: ClientConnection,
  { clock, inspector, log, metrics, rates }: ConnectionLifecycleDeps,
): ConnectionRateLimiter {
  const limit = rates.audio.rate;
  const fields = { code: 'RATE_LIMIT_EXCEEDED', limit } as const;
  return new ConnectionRateLimiter({
    clock,
    inspector,
    limits: rates,
    onWarn: () => {
      connection.logUnder(log).warn('pace', 'audio over its rate', fields);
      const { seat } = connection;
      if (seat.role !== 'speaker') return;
      const { sessionId } = seat;
      const timestamp = wireSeconds(clock.unixNow());
      const message = `More than ${limit} chunks a second are dropped; the session ends if this goes on.`;
      tell(connection, { type: 'rateLimitWarning', sessionId, timestamp, limit, message });
    },
    onOver: () => {
      metrics.count('ConnectionsClosedForRateLimit');
      connection.logUnder(log).warn('pace', 'closed: audio stayed over its rate', fields);
      const { seat } = connection;
      // A replaced socket is no longer the session's speaker, so only the socket is closed, not the session.
      if (seat.role === 'speaker' && !connection.isReplaced) void seat.session.end('rateLimit');
      else connection.close('rate');
    },
  });
}

function tell(connection: ClientConnection, message: ServerMessage): void {
  connection.send(JSON.stringify(message));
}

function sessionIdOf({ seat }: ClientConnection): string | undefined {
  return seat.role === 'none' ? undefined : seat.sessionId;
}
