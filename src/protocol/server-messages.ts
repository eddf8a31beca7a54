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
const connectionId = Type.String({ description: 'unguessable; identifies this socket in a refresh and in deliveries' });

/** A message about a session. @param description What the message means, for the reference pages. */
function inSession<T extends string, P extends TProperties>(type: T, description: string, members: P) {
  return Type.Object({ type: Type.Literal(type), sessionId, timestamp, ...members }, { description });
}
/** A message that a socket without a session may get too. */
function plain<T extends string, P extends TProperties>(type: T, description: string, members: P) {
  return Type.Object({ type: Type.Literal(type), timestamp, ...members }, { description });
}

/** Only in the speaker's acknowledgement of a control, never in the listeners' copies. */
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
    'The session exists and this socket is its speaker. Also sent when the speaker comes back to the session.',
    {
      sourceLanguage: Type.String(),
      qualityTier: Type.String(),
      connectionId,
      expiresAt: Type.Integer({ description: 'Unix seconds' }),
      broadcastState: BroadcastState,
    },
  ),
  sessionJoined: inSession('sessionJoined', 'This socket has joined the session as a listener.', {
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
    'A chunk of audio was received. Without `dropped` the server is responsible for it; with it, the chunk was discarded.',
    { dropped: Type.Optional(oneOf(DROP_REASONS)) },
  ),
  broadcastPaused: inSession(
    'broadcastPaused',
    'The broadcast is paused. The speaker’s acknowledgement has more members than the listeners’ copies.',
    ackExtras,
  ),
  broadcastResumed: inSession(
    'broadcastResumed',
    'The broadcast continues. `pauseDurationMs` is in the speaker’s acknowledgement if it was paused.',
    { ...ackExtras, pauseDurationMs: Type.Optional(Milliseconds) },
  ),
  broadcastMuted: inSession('broadcastMuted', 'The speaker’s microphone is muted.', ackExtras),
  broadcastUnmuted: inSession('broadcastUnmuted', 'The speaker’s microphone is no longer muted.', ackExtras),
  volumeChanged: inSession('volumeChanged', 'The speaker’s volume has changed.', {
    volumeLevel: Type.Number({ minimum: 0, maximum: 1 }),
    ...ackExtras,
  }),
  speakerStateChanged: inSession(
    'speakerStateChanged',
    'Several controls have changed at once; `state` is the state after that.',
    { state: BroadcastState },
  ),
  sessionStatus: inSession(
    'sessionStatus',
    'How many listeners there are, and in which languages: on request, at regular intervals, and at once when this changes much.',
    {
      listenerCount: Count,
      languageDistribution: Type.Record(Type.String(), Type.Integer({ minimum: 1 })),
      sessionDuration: Type.Integer({ minimum: 0, description: 'seconds' }),
      broadcastState: BroadcastState,
      updateReason: oneOf(STATUS_REASONS),
    },
  ),
  playbackPaused: inSession('playbackPaused', 'Acknowledges pausePlayback. Nothing has changed on the server.', {}),
  languageChanged: inSession('languageChanged', 'This listener gets another language from the next sentence on.', {
    targetLanguage: Type.String(),
  }),
  audioSilent: inSession(
    'audioSilent',
    'The speaker is broadcasting, and nothing audible has come from the microphone for `sinceMs`. Sent once.',
    { sinceMs: Milliseconds },
  ),
  audioHeard: inSession('audioHeard', 'After audioSilent: something audible has come again, after `sinceMs`.', {
    sinceMs: Milliseconds,
  }),
  transcript: inSession(
    'transcript',
    'What the speaker said, as it is recognised: segments, each for good, and partials of what is still open. Only listeners who connected with `transcripts=on` get it.',
    {
      resultId: Type.String(),
      segment: Type.Optional(
        Type.Integer({
          minimum: 0,
          description: 'with resultId it names a line; a final without it replaces all lines of its resultId',
        }),
      ),
      epoch: Type.Integer({ minimum: 0, description: 'rises when the session’s clock starts again' }),
      isPartial: Type.Boolean(),
      stabilityScore: Type.Number({ minimum: 0, maximum: 1 }),
      text: Type.String(),
      startTimeMs: SessionTime,
      endTimeMs: SessionTime,
    },
  ),
  heartbeatAck: plain('heartbeatAck', 'Answers a heartbeat.', {
    clientTimestamp: Type.Optional(Type.Number({ description: 'the number that the heartbeat had as its timestamp' })),
  }),
  connectionRefreshRequired: inSession(
    'connectionRefreshRequired',
    'The connection nears its maximum age: refresh it now.',
    {},
  ),
  connectionWarning: inSession(
    'connectionWarning',
    'The connection will be closed after `remainingMinutes`: refresh it now.',
    {
      remainingMinutes: Count,
    },
  ),
  connectionRefreshComplete: inSession(
    'connectionRefreshComplete',
    'The age of the connection is 0 again. The socket that it replaces, if any, is closed soon.',
    {
      role: oneOf(['speaker', 'listener'] as const),
      connectionId,
      targetLanguage: Type.Optional(Type.String({ description: 'for a listener' })),
    },
  ),
  connectionTimeout: plain(
    'connectionTimeout',
    'Nothing was received from this socket for too long; it is closed with 4408.',
    { idleSeconds: Count },
  ),
  rateLimitWarning: inSession(
    'rateLimitWarning',
    'Audio has been over its rate for several seconds. Send less, or the session ends.',
    { limit: Type.Integer({ minimum: 0, description: 'chunks a second' }), message: Type.String() },
  ),
  transcriptionInterrupted: inSession(
    'transcriptionInterrupted',
    'The transcription stream failed. Its audio is kept and is sent again to the next stream.',
    { reason: Type.String(), attempt: Count },
  ),
  transcriptionRestored: inSession(
    'transcriptionRestored',
    'Transcription continues. `replayedMs` of audio were sent again.',
    {
      attempt: Count,
      replayedMs: Milliseconds,
    },
  ),
  transcriptionFailed: inSession(
    'transcriptionFailed',
    'No transcription stream could be opened for too long. Audio is dropped with the reason `failed` until a later try succeeds.',
    { reason: Type.String() },
  ),
  speakerAway: inSession(
    'speakerAway',
    'The speaker’s connection is lost. The session waits `graceMs` for the speaker to come back.',
    {
      graceMs: Milliseconds,
    },
  ),
  speakerBack: inSession('speakerBack', 'The speaker is back.', {}),
  serverDraining: inSession(
    'serverDraining',
    'The server is shutting down. Connect again after `retryAfterMs`: the session continues.',
    { retryAfterMs: Milliseconds },
  ),
  sessionEnded: inSession('sessionEnded', 'The session has ended. The socket is closed next.', {
    reason: oneOf(END_REASONS),
  }),
  error: plain('error', 'A message from this socket was refused. The socket stays open.', {
    // A list of unknown length gives no union of literals, so the type is stated here.
    code: Type.Unsafe<ErrorCode>(oneOf(Object.keys(ERRORS) as ErrorCode[])),
    statusCode: Type.Integer(),
    message: Type.String(),
    details: Type.Record(Type.String(), Type.Unknown(), { description: 'depends on the code; may be empty' }),
    correlationId: Type.String({ description: 'the id of this error in the server’s log' }),
  }),
} as const;

export type Audience = 'speaker' | 'listener' | 'everyone' | 'sender';

/** Who may get a message. `everyone`: the speaker and the listeners; `sender`: the sender of the message it answers. */
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
