/** The speaker's report: who listens, in which languages, since when, and how the broadcast stands. */
import type { BroadcastState } from '../protocol/broadcast-state.ts';
import { type ServerMessageOf, type StatusReason, wireSeconds } from '../protocol/server-messages.ts';
import type { UnixMs } from '../protocol/times.ts';
import type { Listeners } from './listeners.ts';
import type { SessionFacts } from './session-ports.ts';

export interface ReportedSession {
  readonly facts: SessionFacts;
  readonly listeners: Listeners;
  readonly broadcastState: BroadcastState;
}

export function sessionStatusOf(
  { facts: { sessionId }, listeners, broadcastState }: ReportedSession,
  updateReason: StatusReason,
  { unixMs, ageMs }: { readonly unixMs: UnixMs; readonly ageMs: number },
): ServerMessageOf<'sessionStatus'> {
  return {
    type: 'sessionStatus',
    sessionId,
    timestamp: wireSeconds(unixMs),
    listenerCount: listeners.count,
    languageDistribution: listeners.distribution,
    sessionDuration: Math.max(0, Math.floor(ageMs / 1000)),
    broadcastState,
    updateReason,
  };
}
