/** Every message the server sends. `type` and `timestamp` (Unix seconds) are on all of them. */
import Type, { type Static, type TProperties } from 'typebox';
import { BroadcastState } from './broadcast-state.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { oneOf } from './one-of.ts';

const Milliseconds = Type.Number({ minimum: 0 });
const Count = Type.Integer({ minimum: 0 });
const timestamp = Type.Integer({ description: 'Unix seconds' });
const sessionId = Type.String();

/** A message about a session. */
function inSession<T extends string, P extends TProperties>(type: T, members: P) {
  return Type.Object({ type: Type.Literal(type), sessionId, timestamp, ...members });
}
/** A message that needs no session. */
function plain<T extends string, P extends TProperties>(type: T, members: P) {
  return Type.Object({ type: Type.Literal(type), timestamp, ...members });
}

/** On the speaker's acknowledgement of a control only, never on the listeners' copies. */
const ackExtras = {
  broadcastState: Type.Optional(BroadcastState),
  listenersNotified: Type.Optional(Count),
};

export const DROP_REASONS = ['paused', 'muted', 'silent', 'failed', 'draining', 'ended'] as const;
export type DropReason = (typeof DROP_REASONS)[number];
export const END_REASONS = ['ended', 'speakerDisconnected', 'expired', 'rateLimit'] as const;
export type EndReason = (typeof END_REASONS)[number];
export const STATUS_REASONS = ['requested', 'periodic', 'listenerCountChange', 'newLanguage'] as const;
export type StatusReason = (typeof STATUS_REASONS)[number];

export const SERVER_MESSAGES = {
  sessionCreated: inSession('sessionCreated', {
    sourceLanguage: Type.String(),
    qualityTier: Type.String(),
    connectionId: Type.String(),
    expiresAt: Type.Integer({ description: 'Unix seconds' }),
    broadcastState: BroadcastState,
  }),
  sessionJoined: inSession('sessionJoined', {
    targetLanguage: Type.String(),
    sourceLanguage: Type.String(),
    connectionId: Type.String(),
    listenerCount: Count,
    qualityTier: Type.String(),
    broadcastState: BroadcastState,
  }),
  audioReceived: inSession('audioReceived', { dropped: Type.Optional(oneOf(DROP_REASONS)) }),
  broadcastPaused: inSession('broadcastPaused', ackExtras),
  broadcastResumed: inSession('broadcastResumed', { ...ackExtras, pauseDurationMs: Type.Optional(Milliseconds) }),
  broadcastMuted: inSession('broadcastMuted', ackExtras),
  broadcastUnmuted: inSession('broadcastUnmuted', ackExtras),
  volumeChanged: inSession('volumeChanged', { volumeLevel: Type.Number({ minimum: 0, maximum: 1 }), ...ackExtras }),
  speakerStateChanged: inSession('speakerStateChanged', { state: BroadcastState }),
  sessionStatus: inSession('sessionStatus', {
    listenerCount: Count,
    languageDistribution: Type.Record(Type.String(), Type.Integer({ minimum: 1 })),
    sessionDuration: Type.Integer({ minimum: 0, description: 'seconds' }),
    broadcastState: BroadcastState,
    updateReason: oneOf(STATUS_REASONS),
  }),
  playbackPaused: inSession('playbackPaused', {}),
  languageChanged: inSession('languageChanged', { targetLanguage: Type.String() }),
  transcript: inSession('transcript', {
    resultId: Type.String(),
    isPartial: Type.Boolean(),
    stabilityScore: Type.Number({ minimum: 0, maximum: 1 }),
    text: Type.String(),
    startTimeMs: Milliseconds,
    endTimeMs: Milliseconds,
  }),
  heartbeatAck: plain('heartbeatAck', { clientTimestamp: Type.Optional(Type.Number()) }),
  connectionRefreshRequired: inSession('connectionRefreshRequired', {}),
  connectionWarning: inSession('connectionWarning', { remainingMinutes: Count }),
  connectionRefreshComplete: inSession('connectionRefreshComplete', {
    role: oneOf(['speaker', 'listener'] as const),
    connectionId: Type.String(),
    targetLanguage: Type.Optional(Type.String()),
  }),
  connectionTimeout: plain('connectionTimeout', { idleSeconds: Count }),
  rateLimitWarning: inSession('rateLimitWarning', { limit: Count, message: Type.String() }),
  transcriptionInterrupted: inSession('transcriptionInterrupted', { reason: Type.String(), attempt: Count }),
  transcriptionRestored: inSession('transcriptionRestored', { attempt: Count, replayedMs: Milliseconds }),
  transcriptionFailed: inSession('transcriptionFailed', { reason: Type.String() }),
  speakerAway: inSession('speakerAway', { graceMs: Milliseconds }),
  speakerBack: inSession('speakerBack', {}),
  serverDraining: inSession('serverDraining', { retryAfterMs: Milliseconds }),
  sessionEnded: inSession('sessionEnded', { reason: oneOf(END_REASONS) }),
  error: plain('error', {
    // A list of unknown length has no union of literals: its type is said here.
    code: Type.Unsafe<ErrorCode>(oneOf(Object.keys(ERRORS) as ErrorCode[])),
    statusCode: Type.Integer(),
    message: Type.String(),
    details: Type.Record(Type.String(), Type.Unknown()),
    correlationId: Type.String(),
  }),
} as const;

export type ServerMessageType = keyof typeof SERVER_MESSAGES;
export type ServerMessageOf<T extends ServerMessageType> = Static<(typeof SERVER_MESSAGES)[T]>;
export type ServerMessage = { [T in ServerMessageType]: ServerMessageOf<T> }[ServerMessageType];

/** Milliseconds since the epoch → the seconds the wire uses. */
export function wireSeconds(nowMs: number): number {
  return Math.floor(nowMs / 1000);
}
