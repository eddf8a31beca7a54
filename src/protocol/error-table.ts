/** The one table of errors, on sockets and over HTTP. The contract fixes codes, statuses and details, not the texts. */
import Type from 'typebox';
import {
  AUDIO_CONTAINERS,
  AUDIO_PROBLEMS,
  bytes,
  type ErrorEntry,
  nothing,
  parameter,
  RATE_KINDS,
  retryAfterMs,
  service,
  TOKEN_PROBLEMS,
  TOO_LARGE_KINDS,
} from './error-details.ts';
import { oneOf } from './one-of.ts';

const EVERYWHERE = ['socket', 'upgrade', 'http'] as const;

export const ERRORS = {
  INVALID_MESSAGE: {
    status: 400,
    meaning: 'The message is not a JSON object with an action.',
    where: ['socket', 'http'],
    details: nothing,
    retry: 'no',
    advice: 'Send one JSON object a frame, with an action that is a non-empty string.',
  },
  INVALID_ACTION: {
    status: 400,
    meaning: 'The action is unknown.',
    where: ['socket', 'upgrade'],
    details: Type.Object({ action: Type.String({ description: 'the first 64 characters of what was sent' }) }),
    retry: 'no',
    advice: 'Send one of the actions that asyncapi.yaml lists.',
  },
  MISSING_PARAMETER: {
    status: 400,
    meaning: 'A required parameter is missing.',
    where: EVERYWHERE,
    details: Type.Object({ parameter }),
    retry: 'no',
    advice: 'Add the parameter that `details.parameter` names.',
  },
  INVALID_PARAMETER: {
    status: 400,
    meaning: 'A parameter is null, has the wrong type or is out of range.',
    where: EVERYWHERE,
    details: Type.Object({
      parameter,
      invalidMembers: Type.Optional(
        Type.Array(Type.String(), {
          maxItems: 16,
          description: 'members of the state of speakerStateChange that are not valid',
        }),
      ),
    }),
    retry: 'no',
    advice: 'Correct the parameter that `details.parameter` names.',
  },
  INVALID_AUDIO_FORMAT: {
    status: 400,
    meaning: 'The audio is not raw 16-bit little-endian mono PCM of an allowed size.',
    where: ['socket'],
    details: Type.Object({
      reason: oneOf(AUDIO_PROBLEMS, 'the first one that applies'),
      looksLike: Type.Optional(oneOf(AUDIO_CONTAINERS, 'with the reason `container`')),
    }),
    retry: 'no',
    advice: 'Send raw samples without a file header. Resample to 16 kHz and mix down to mono before sending.',
  },
  UNSUPPORTED_LANGUAGE: {
    status: 400,
    meaning: 'This server does not offer the language now.',
    where: EVERYWHERE,
    details: Type.Object({
      supported: Type.Array(Type.String(), {
        description: 'the languages that this server accepts now for this parameter',
      }),
    }),
    retry: 'no',
    advice: 'Offer the user the languages in `details.supported`.',
  },
  INVALID_SESSION_ID: {
    status: 400,
    meaning: 'The session id does not have the form adjective-noun-number.',
    where: EVERYWHERE,
    details: Type.Object({ parameter }),
    retry: 'no',
    advice: 'Check the spelling: an adjective, a noun and three digits, in lower case, joined by hyphens.',
  },
  INVALID_TOKEN: {
    status: 401,
    meaning: 'The token is missing, malformed, expired, or for another issuer or audience.',
    where: EVERYWHERE,
    details: Type.Object({ reason: oneOf(TOKEN_PROBLEMS) }),
    retry: 'no',
    advice: 'Get a new token.',
  },
  UNAUTHORIZED: {
    status: 403,
    meaning: 'The role of this connection does not allow the action.',
    where: ['socket'],
    details: Type.Object({ requiredRole: oneOf(['speaker', 'listener'] as const) }),
    retry: 'no',
    advice:
      'Send it on a connection that has `details.requiredRole`. A message cannot change the role of its connection.',
  },
  FORBIDDEN: {
    status: 403,
    meaning: 'The session belongs to another user.',
    where: ['upgrade', 'http'],
    details: Type.Object({
      reason: Type.Optional(
        oneOf(['origin'] as const, 'the page’s origin is not allowed; absent where the session is another user’s'),
      ),
    }),
    retry: 'no',
    advice: 'Use the owner’s token. With the reason `origin`: have the page’s origin added to ALLOWED_ORIGINS.',
  },
  SESSION_NOT_FOUND: {
    status: 404,
    meaning: 'The session does not exist or has ended.',
    where: EVERYWHERE,
    details: Type.Object({ reason: oneOf(['unknown', 'ended'] as const) }),
    retry: 'no',
    advice: 'Ask the user for another session id.',
  },
  CONNECTION_NOT_FOUND: {
    status: 404,
    meaning: 'This connection has not joined a session.',
    where: ['socket'],
    details: Type.Object({
      reason: Type.Optional(oneOf(['replaced'] as const, 'a newer connection of the same client has taken its place')),
    }),
    retry: 'no',
    advice: 'Create or join a session first. Before that, only heartbeats are accepted.',
  },
  NOT_FOUND: {
    status: 404,
    meaning: 'There is nothing at this address.',
    where: ['http'],
    details: nothing,
    retry: 'no',
    advice: 'Check the path of the URL.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    meaning: 'This address does not support the method.',
    where: ['http'],
    details: Type.Object({ allow: Type.String({ description: 'the methods it supports, as in the Allow header' }) }),
    retry: 'no',
    advice: 'Use a method that `details.allow` lists.',
  },
  SESSION_EXISTS: {
    status: 409,
    meaning: 'The user already has a live session.',
    where: EVERYWHERE,
    details: Type.Object({ sessionId: Type.String({ description: 'the live session' }) }),
    retry: 'no',
    advice: 'Connect to the session that `details.sessionId` names, or end it first.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    meaning: 'The message, audio chunk or body is larger than its limit.',
    where: ['socket', 'http'],
    details: Type.Object({ kind: oneOf(TOO_LARGE_KINDS), limit: bytes, size: bytes }),
    retry: 'no',
    advice: 'Send less at once: audio in smaller chunks, anything else without needless members.',
  },
  RATE_LIMIT_EXCEEDED: {
    status: 429,
    meaning: 'Too many requests of this kind in the last second, minute or hour.',
    where: EVERYWHERE,
    details: Type.Object({
      kind: oneOf(RATE_KINDS),
      limit: Type.Integer({ minimum: 0, description: 'how many are allowed in the time that counts for this kind' }),
      retryAfterMs,
    }),
    retry: 'wait',
    advice: 'Wait for `details.retryAfterMs`. Audio that stays over its rate ends the session.',
  },
  INTERNAL_ERROR: {
    status: 500,
    meaning: 'The server failed unexpectedly. Its log has the error under the correlation id.',
    where: EVERYWHERE,
    details: nothing,
    retry: 'later',
    advice: 'Give the correlation id to the operator of the server.',
  },
  SESSION_FULL: {
    status: 503,
    meaning: 'The session has its maximum number of listeners.',
    where: ['socket', 'upgrade'],
    details: Type.Object({ limit: Type.Integer({ minimum: 0, description: 'listeners' }) }),
    retry: 'later',
    advice: 'Try again later: a listener may have left by then.',
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    meaning: 'A service that this server depends on cannot be reached now.',
    where: EVERYWHERE,
    details: Type.Object({
      service,
      dropped: Type.Optional(
        Type.Integer({
          minimum: 1,
          description:
            'messages of this connection that were dropped unread: too many were waiting behind an earlier one',
        }),
      ),
    }),
    retry: 'later',
    advice: 'Try again with growing pauses, the first of one second.',
  },
  TRANSCRIBE_UNAVAILABLE: {
    status: 503,
    meaning: 'No transcription stream can be opened now.',
    where: EVERYWHERE,
    details: Type.Object({
      service,
      limit: Type.Optional(
        Type.Integer({ minimum: 0, description: 'how many streams there may be; all of them are in use' }),
      ),
    }),
    retry: 'later',
    advice:
      'Try again with growing pauses. All transcription streams are in use (`details.limit`), or none can be opened.',
  },
  TRANSLATION_UNAVAILABLE: {
    status: 503,
    meaning: 'The translation pipeline cannot be reached now.',
    // A pipeline that fails loses sentences for listeners, but no client's request fails because of it.
    where: [],
    details: nothing,
    retry: 'later',
    advice: 'Nothing: transcripts continue, and translations continue when the pipeline is back.',
  },
  TIMEOUT: {
    status: 504,
    meaning: 'A service that this server depends on did not answer in time.',
    where: EVERYWHERE,
    details: Type.Object({ service }),
    retry: 'later',
    advice: 'Try again with growing pauses.',
  },
} as const satisfies Record<string, ErrorEntry>;
