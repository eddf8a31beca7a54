/** The status report for the speaker: number of listeners by language, duration and broadcast state. */
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import { type ServerMessageOf, type StatusReason, wireSeconds } from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { Audience } from '../listeners/audience.ts';
import type { SessionAge } from './session-age.ts';
import type { SessionInfo } from './session-ports.ts';

export interface ReportedSession {
  readonly age: Pick<SessionAge, 'ms'>;
  readonly info: SessionInfo;
  readonly audience: Pick<Audience, 'count' | 'byLanguage'>;
  readonly broadcastState: BroadcastState;
}

export function toSessionStatus(
  { age, info: { sessionId }, audience, broadcastState }: ReportedSession,
  updateReason: StatusReason,
  now: UnixMs,
): ServerMessageOf<'sessionStatus'> {
  return {
    type: 'sessionStatus',
    sessionId,
    timestamp: wireSeconds(now),
    listenerCount: audience.count,
    languageDistribution: Object.fromEntries(audience.byLanguage),
    sessionDuration: Math.floor(age.ms / 1000),
    broadcastState,
    updateReason,
  };
}
