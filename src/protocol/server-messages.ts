/** Every message the server sends. `type` and `timestamp` (Unix seconds) are on all of them. */
import Type, { type Static, type TProperties } from 'typebox';
import { BroadcastState } from './broadcast-state.ts';
import { ERRORS } from './error-table.ts';
import type { ErrorCode } from './errors.ts';
import { oneOf } from './one-of.ts';
import type { UnixMs } from './times.ts';

const Milliseconds = Type.Number({ minimum: 0 });
const SessionTime = Type.Number({ minimum: 0, description: 'milliseconds on the session’s clock' });
const Count = Type.Integer({ minimum: 0 });
const timestamp = Type.Integer({ description: 'Unix seconds' });
const sessionId = Type.String();
const connectionId = Type.String({ description: 'unguessable; names this socket to a refresh and to deliveries' });

/** A message about a session. @param description What it tells its reader, for the reference pages. */
function inSession<T extends string, P extends TProperties>(type: T, description: string, members: P) {
  return Type.Object({ type: Type.Literal(type), sessionId, timestamp, ...members }, { description });
}
/** A message that needs no session. */
function plain<T extends string, P extends TProperties>(type: T, description: string, members: P) {
  return Type.Object({ type: Type.Literal(type), timestamp, ...members }, { description });
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
  sessionCreated: inSession(
    'sessionCreated',
    'The session is there and this socket is its speaker; also the answer to coming back to it.',
    {
      sourceLanguage: Type.String(),
      qualityTier: Type.String(),
      connectionId,
      expiresAt: Type.Integer({ description: 'Unix seconds' }),
      broadcastState: BroadcastState,
    },
  ),
  sessionJoined: inSession('sessionJoined', 'This socket listens to the session from here on.', {
    targetLanguage: Type.String(),
    sourceLanguage: Type.String(),
    connectionId,
    listenerCount: Count,
    qualityTier: Type.String(),
    broadcastState: BroadcastState,
    audioSilentMs: Type.Optional(Milliseconds),
  }),
  audioReceived: inSession(
    'audioReceived',
    'A chunk was taken. Without `dropped` the server is answerable for it; with it, the chunk went nowhere.',
    { dropped: Type.Optional(oneOf(DROP_REASONS)) },
  ),
  broadcastPaused: inSession(
    'broadcastPaused',
    'The broadcast is paused. The speaker’s acknowledgement has more members than the listeners’ copy.',
    ackExtras,
  ),
  broadcastResumed: inSession(
    'broadcastResumed',
    'The broadcast goes on. `pauseDurationMs` is there when it was paused.',
    { ...ackExtras, pauseDurationMs: Type.Optional(Milliseconds) },
  ),
  broadcastMuted: inSession('broadcastMuted', 'The speaker’s microphone is muted.', ackExtras),
  broadcastUnmuted: inSession('broadcastUnmuted', 'The speaker’s microphone is open.', ackExtras),
  volumeChanged: inSession('volumeChanged', 'The speaker’s volume has another level.', {
    volumeLevel: Type.Number({ minimum: 0, maximum: 1 }),
    ...ackExtras,
  }),
  speakerStateChanged: inSession(
    'speakerStateChanged',
    'Several controls changed at once; this is the state they left.',
    { state: BroadcastState },
  ),
  sessionStatus: inSession(
    'sessionStatus',
    'Who listens: asked for, at regular intervals, and at once when it changes by much.',
    {
      listenerCount: Count,
      languageDistribution: Type.Record(Type.String(), Type.Integer({ minimum: 1 })),
      sessionDuration: Type.Integer({ minimum: 0, description: 'seconds' }),
      broadcastState: BroadcastState,
      updateReason: oneOf(STATUS_REASONS),
    },
  ),
  playbackPaused: inSession('playbackPaused', 'Acknowledges pausePlayback; nothing changes on the server.', {}),
  languageChanged: inSession('languageChanged', 'From the next sentence on this listener gets another language.', {
    targetLanguage: Type.String(),
  }),
  audioSilent: inSession(
    'audioSilent',
    'The speaker is on the air and nothing audible has come from the microphone for this long. Said once.',
    { sinceMs: Milliseconds },
  ),
  audioHeard: inSession('audioHeard', 'After audioSilent: something audible has come again, after this long.', {
    sinceMs: Milliseconds,
  }),
  transcript: inSession(
    'transcript',
    'What was said, as it is recognised; listeners get it who connected with `transcripts=on`.',
    {
      resultId: Type.String(),
      epoch: Type.Integer({ minimum: 0, description: 'rises when the session’s clock begins anew' }),
      isPartial: Type.Boolean(),
      stabilityScore: Type.Number({ minimum: 0, maximum: 1 }),
      text: Type.String(),
      startTimeMs: SessionTime,
      endTimeMs: SessionTime,
    },
  ),
  heartbeatAck: plain('heartbeatAck', 'Answers a heartbeat.', {
    clientTimestamp: Type.Optional(Type.Number({ description: 'the number the heartbeat brought' })),
  }),
  connectionRefreshRequired: inSession('connectionRefreshRequired', 'The connection is old: refresh it now.', {}),
  connectionWarning: inSession('connectionWarning', 'The connection is older still and will be closed.', {
    remainingMinutes: Count,
  }),
  connectionRefreshComplete: inSession(
    'connectionRefreshComplete',
    'The connection’s age starts anew; a socket it replaces is closed soon.',
    {
      role: oneOf(['speaker', 'listener'] as const),
      connectionId,
      targetLanguage: Type.Optional(Type.String({ description: 'a listener’s' })),
    },
  ),
  connectionTimeout: plain(
    'connectionTimeout',
    'Nothing was heard from this socket for too long; it is closed with 4408.',
    { idleSeconds: Count },
  ),
  rateLimitWarning: inSession(
    'rateLimitWarning',
    'Audio has been over its rate for seconds: slow down, or the session ends.',
    { limit: Type.Integer({ minimum: 0, description: 'chunks a second' }), message: Type.String() },
  ),
  transcriptionInterrupted: inSession(
    'transcriptionInterrupted',
    'The transcription stream broke; audio is kept and sent again to the next one.',
    { reason: Type.String(), attempt: Count },
  ),
  transcriptionRestored: inSession('transcriptionRestored', 'Transcription goes on; nothing kept was lost.', {
    attempt: Count,
    replayedMs: Milliseconds,
  }),
  transcriptionFailed: inSession(
    'transcriptionFailed',
    'No stream could be had for too long: audio is dropped as failed until a later try succeeds.',
    { reason: Type.String() },
  ),
  speakerAway: inSession('speakerAway', 'The speaker’s connection dropped; the session waits this long for it.', {
    graceMs: Milliseconds,
  }),
  speakerBack: inSession('speakerBack', 'The speaker is back.', {}),
  serverDraining: inSession(
    'serverDraining',
    'The server is going away; come back after this time, the session goes on.',
    { retryAfterMs: Milliseconds },
  ),
  sessionEnded: inSession('sessionEnded', 'The session is over; the socket is closed next.', {
    reason: oneOf(END_REASONS),
  }),
  error: plain('error', 'A message of this socket was refused; the socket goes on.', {
    // A list of unknown length has no union of literals: its type is said here.
    code: Type.Unsafe<ErrorCode>(oneOf(Object.keys(ERRORS) as ErrorCode[])),
    statusCode: Type.Integer(),
    message: Type.String(),
    details: Type.Record(Type.String(), Type.Unknown(), { description: 'depends on the code; perhaps empty' }),
    correlationId: Type.String({ description: 'finds this error in the server’s log' }),
  }),
} as const;

export type Audience = 'speaker' | 'listener' | 'everyone' | 'sender';

/** Who may get it. `everyone`: the speaker and the listeners; `sender`: whoever sent what it answers. */
export const AUDIENCES = {
  sessionCreated: 'speaker',
  sessionJoined: 'listener',
  audioReceived: 'speaker',
  broadcastPaused: 'everyone',
  broadcastResumed: 'everyone',
  broadcastMuted: 'everyone',
  broadcastUnmuted: 'everyone',
  volumeChanged: 'everyone',
  speakerStateChanged: 'everyone',
  sessionStatus: 'speaker',
  playbackPaused: 'listener',
  languageChanged: 'listener',
  audioSilent: 'everyone',
  audioHeard: 'everyone',
  transcript: 'everyone',
  heartbeatAck: 'sender',
  connectionRefreshRequired: 'everyone',
  connectionWarning: 'everyone',
  connectionRefreshComplete: 'everyone',
  connectionTimeout: 'everyone',
  rateLimitWarning: 'speaker',
  transcriptionInterrupted: 'speaker',
  transcriptionRestored: 'speaker',
  transcriptionFailed: 'speaker',
  speakerAway: 'listener',
  speakerBack: 'listener',
  serverDraining: 'everyone',
  sessionEnded: 'everyone',
  error: 'sender',
} as const satisfies Record<keyof typeof SERVER_MESSAGES, Audience>;

export type ServerMessageType = keyof typeof SERVER_MESSAGES;
export type ServerMessageOf<T extends ServerMessageType> = Static<(typeof SERVER_MESSAGES)[T]>;
export type ServerMessage = { [T in ServerMessageType]: ServerMessageOf<T> }[ServerMessageType];

/** Milliseconds since the epoch → the seconds the wire uses. */
export function wireSeconds(nowMs: UnixMs): number {
  return Math.floor(nowMs / 1000);
}
