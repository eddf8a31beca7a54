/** The first message to a client that has taken its seat. */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { Broadcast } from '../../actors/session/broadcast.ts';
import type { Session } from '../../actors/session/session.ts';
import { type ServerMessageOf, wireSeconds } from '../../protocol/server-messages.ts';

export function toSessionCreated(
  session: Session,
  connectionId: string,
  clock: Pick<ClockPort, 'unixNow'>,
): ServerMessageOf<'sessionCreated'> {
  const { sessionId, sourceLanguage, qualityTier, expiresAt } = session.info;
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

export function toSessionJoined(
  { info, greeting }: Pick<Broadcast, 'info' | 'greeting'>,
  seat: { connectionId: string; targetLanguage: string },
  clock: Pick<ClockPort, 'unixNow'>,
): ServerMessageOf<'sessionJoined'> {
  const { sessionId, sourceLanguage, qualityTier } = info;
  const { audioSilentMs, broadcastState, listenerCount } = greeting;
  return {
    type: 'sessionJoined',
    sessionId,
    timestamp: wireSeconds(clock.unixNow()),
    ...seat,
    sourceLanguage,
    listenerCount,
    qualityTier,
    broadcastState,
    ...(audioSilentMs === undefined ? {} : { audioSilentMs: Math.round(audioSilentMs) }),
  };
}

export function toRefreshComplete(
  { info }: Pick<Broadcast, 'info'>,
  seat: { role: 'speaker' | 'listener'; connectionId: string; targetLanguage?: string },
  clock: Pick<ClockPort, 'unixNow'>,
): ServerMessageOf<'connectionRefreshComplete'> {
  return {
    type: 'connectionRefreshComplete',
    sessionId: info.sessionId,
    timestamp: wireSeconds(clock.unixNow()),
    ...seat,
  };
}
