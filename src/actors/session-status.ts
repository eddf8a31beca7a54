/** The speaker's report: who listens, in which languages, since when, and how the broadcast stands. */
import type { BroadcastState } from '../protocol/broadcast-state.ts';
import { type ServerMessageOf, type StatusReason, wireSeconds } from '../protocol/server-messages.ts';
import type { Listeners } from './listeners.ts';
import type { SessionFacts } from './session-ports.ts';

export interface ReportedSession {
  readonly facts: SessionFacts;
  readonly listeners: Listeners;
  readonly broadcastState: BroadcastState;
}

/** @param nowMs Unix ms. */
export function sessionStatusOf(
  { facts: { sessionId, createdAt }, listeners, broadcastState }: ReportedSession,
  updateReason: StatusReason,
  nowMs: number,
): ServerMessageOf<'sessionStatus'> {
  return {
    type: 'sessionStatus',
    sessionId,
    timestamp: wireSeconds(nowMs),
    listenerCount: listeners.count,
    languageDistribution: listeners.distribution,
    sessionDuration: Math.max(0, Math.floor((nowMs - createdAt) / 1000)),
    broadcastState,
    updateReason,
  };
}
