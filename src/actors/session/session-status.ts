/** The speaker's report: who listens, in which languages, since when, and how the broadcast stands. */
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import { type ServerMessageOf, type StatusReason, wireSeconds } from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { Listeners } from '../listeners/listeners.ts';
import type { SessionAge } from './session-age.ts';
import type { SessionFacts } from './session-ports.ts';

export interface ReportedSession {
  readonly age: Pick<SessionAge, 'ms'>;
  readonly facts: SessionFacts;
  readonly listeners: Listeners;
  readonly broadcastState: BroadcastState;
}

export function toSessionStatus(
  { age, facts: { sessionId }, listeners, broadcastState }: ReportedSession,
  updateReason: StatusReason,
  now: UnixMs,
): ServerMessageOf<'sessionStatus'> {
  return {
    type: 'sessionStatus',
    sessionId,
    timestamp: wireSeconds(now),
    listenerCount: listeners.count,
    languageDistribution: listeners.distribution,
    sessionDuration: Math.floor(age.ms / 1000),
    broadcastState,
    updateReason,
  };
}
