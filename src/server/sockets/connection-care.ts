/** Looks after one open socket: pings it, tells it its age and its pace, and closes it when it is time. */
import { ConnectionLifecycle } from '../../actors/connections/connection-lifecycle.ts';
import { ConnectionRateLimiter } from '../../actors/connections/connection-rate-limiter.ts';
import { type ServerMessage, wireSeconds } from '../../protocol/server-messages.ts';
import type { AppContext } from '../boot/app-context.ts';
import type { ClientConnection, ConnectionCare } from './client-connection.ts';

export function startConnectionCare(
  connection: ClientConnection,
  { clock, config, inspector, log, metrics }: AppContext,
): ConnectionCare {
  const timestamp = () => wireSeconds(clock.unixNow());
  const tell = (message: ServerMessage) => connection.send(JSON.stringify(message));
  /** Only who has joined has something to refresh. */
  const session = () => (connection.seat.role === 'none' ? undefined : connection.seat.session);
  const life: ConnectionLifecycle = new ConnectionLifecycle({
    clock,
    inspector,
    timings: config.connection,
    effects: {
      ping: () => connection.ping(),
      askToRefresh: () => {
        const sessionId = session()?.facts.sessionId;
        if (sessionId) tell({ type: 'connectionRefreshRequired', sessionId, timestamp: timestamp() });
      },
      warnOfAge: () => {
        const sessionId = session()?.facts.sessionId;
        const { remainingMinutes } = life;
        if (sessionId) tell({ type: 'connectionWarning', sessionId, timestamp: timestamp(), remainingMinutes });
      },
      giveUp: () => {
        metrics.count('ConnectionsClosedForIdleness');
        tell({
          type: 'connectionTimeout',
          timestamp: timestamp(),
          idleSeconds: Math.floor(life.quietForMs / 1000),
        });
        connection.close('idle');
      },
      retire: () => connection.close('replaced'),
    },
  });
  const pace = new ConnectionRateLimiter({
    clock,
    inspector,
    limits: config.pace,
    onWarn: () => {
      const sessionId = session()?.facts.sessionId;
      const limit = config.pace.audio.rate;
      connection.logUnder(log).warn('pace', 'audio over its rate', { code: 'RATE_LIMIT_EXCEEDED', limit });
      if (sessionId === undefined || connection.seat.role !== 'speaker') return;
      const message = `More than ${limit} chunks a second are dropped; the session ends if this goes on.`;
      tell({ type: 'rateLimitWarning', sessionId, timestamp: timestamp(), limit, message });
    },
    onOver: () => {
      metrics.count('ConnectionsClosedForRateLimit');
      connection
        .logUnder(log)
        .warn('pace', 'closed for its rate', { code: 'RATE_LIMIT_EXCEEDED', limit: config.pace.audio.rate });
      const { seat } = connection;
      // A socket that is not the session's speaker now ends nobody's session.
      if (seat.role === 'speaker' && !connection.isReplaced) seat.session.end('rateLimit');
      else connection.close('rate');
    },
  });
  return { life, pace };
}
