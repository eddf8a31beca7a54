/** The first message to a client that has taken its seat. */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { Session } from '../../actors/session/session.ts';
import { type ServerMessageOf, wireSeconds } from '../../protocol/server-messages.ts';

export function sessionCreatedOf(
  session: Session,
  connectionId: string,
  clock: Pick<ClockPort, 'unixNow'>,
): ServerMessageOf<'sessionCreated'> {
  const { sessionId, sourceLanguage, qualityTier, expiresAt } = session.facts;
  return {
    type: 'sessionCreated',
    sessionId,
    timestamp: wireSeconds(clock.unixNow()),
    sourceLanguage,
    qualityTier,
    connectionId,
    expiresAt,
    broadcastState: session.broadcastState,
  };
}

export function sessionJoinedOf(
  session: Session,
  seat: { connectionId: string; targetLanguage: string },
  clock: Pick<ClockPort, 'unixNow'>,
): ServerMessageOf<'sessionJoined'> {
  const { sessionId, sourceLanguage, qualityTier } = session.facts;
  const silentMs = session.sound.silentMs;
  return {
    type: 'sessionJoined',
    sessionId,
    timestamp: wireSeconds(clock.unixNow()),
    ...seat,
    sourceLanguage,
    listenerCount: session.listeners.count,
    qualityTier,
    broadcastState: session.broadcastState,
    ...(silentMs === undefined ? {} : { audioSilentMs: Math.round(silentMs) }),
  };
}

export function refreshCompleteOf(
  session: Session,
  seat: { role: 'speaker' | 'listener'; connectionId: string; targetLanguage?: string },
  clock: Pick<ClockPort, 'unixNow'>,
): ServerMessageOf<'connectionRefreshComplete'> {
  return {
    type: 'connectionRefreshComplete',
    sessionId: session.facts.sessionId,
    timestamp: wireSeconds(clock.unixNow()),
    ...seat,
  };
}
