/** What a client can rely on in each error beside its code: where it comes, what its details hold, what to do about it. */
import Type, { type TObject } from 'typebox';
import type { ErrorCode } from './errors.ts';
import { oneOf } from './one-of.ts';

/** An error frame on a socket, the body of a refused upgrade, or of an HTTP answer. */
export type ErrorPlace = 'socket' | 'upgrade' | 'http';

/**
 * `no`: the same again is refused again; `wait`: it may be taken after `details.retryAfterMs`; `later`: it may be taken
 * when something else has changed, so try again with growing pauses.
 */
export type ErrorRetry = 'no' | 'wait' | 'later';

interface ErrorReference {
  /** Empty: it is only in the log. */
  readonly where: readonly ErrorPlace[];
  readonly details: TObject;
  readonly retry: ErrorRetry;
  /** To the writer of a client. */
  readonly advice: string;
}

export const TOO_LARGE_KINDS = ['audio', 'control', 'message', 'body'] as const;
export const RATE_KINDS = ['audio', 'control', 'status', 'connect', 'join', 'create'] as const;
export const AUDIO_PROBLEMS = ['base64', 'empty', 'tooSmall', 'oddLength', 'container'] as const;
export const AUDIO_CONTAINERS = [
  'riff',
  'rf64',
  'w64',
  'aiff',
  'caf',
  'au',
  'ogg',
  'webm',
  'mp4',
  'flac',
  'mp3',
  'adts',
  'amr',
] as const;
export const TOKEN_PROBLEMS = [
  'missing',
  'malformed',
  'expired',
  'issuer',
  'audience',
  'signature',
  'tokenUse',
] as const;

const EVERYWHERE = ['socket', 'upgrade', 'http'] as const;
const parameter = Type.String({ description: 'the name of the member or query parameter' });
const retryAfterMs = Type.Integer({ minimum: 0, description: 'milliseconds until it may be taken' });
const bytes = Type.Integer({ minimum: 0, description: 'bytes' });
const nothing = Type.Object({});
const service = Type.String({ description: 'what cannot be had' });
const dependency = Type.Object({ service });

export const ERROR_REFERENCE = {
  INVALID_MESSAGE: {
    where: ['socket', 'http'],
    details: nothing,
    retry: 'no',
    advice: 'Send one JSON object a frame, with an action that is a non-empty string.',
  },
  INVALID_ACTION: {
    where: ['socket', 'upgrade'],
    details: Type.Object({ action: Type.String({ description: 'the first 64 characters of what was sent' }) }),
    retry: 'no',
    advice: 'Send one of the actions of asyncapi.yaml.',
  },
  MISSING_PARAMETER: {
    where: EVERYWHERE,
    details: Type.Object({ parameter }),
    retry: 'no',
    advice: 'Add the parameter that is named.',
  },
  INVALID_PARAMETER: {
    where: EVERYWHERE,
    details: Type.Object({
      parameter,
      invalidMembers: Type.Optional(
        Type.Array(Type.String(), { maxItems: 16, description: 'of the state of speakerStateChange' }),
      ),
    }),
    retry: 'no',
    advice: 'Correct the parameter that is named.',
  },
  INVALID_AUDIO_FORMAT: {
    where: ['socket'],
    details: Type.Object({
      reason: oneOf(AUDIO_PROBLEMS, 'the first that holds'),
      looksLike: Type.Optional(oneOf(AUDIO_CONTAINERS, 'with the reason container')),
    }),
    retry: 'no',
    advice: 'Send bare samples without any file header; resample and mix down before sending.',
  },
  UNSUPPORTED_LANGUAGE: {
    where: EVERYWHERE,
    details: Type.Object({
      supported: Type.Array(Type.String(), { description: 'what this server takes now in this place' }),
    }),
    retry: 'no',
    advice: 'Offer the user the languages of the list.',
  },
  INVALID_SESSION_ID: {
    where: EVERYWHERE,
    details: Type.Object({ parameter }),
    retry: 'no',
    advice: 'Check what was typed: adjective, noun and three digits, in lower case, with hyphens between.',
  },
  INVALID_TOKEN: {
    where: EVERYWHERE,
    details: Type.Object({ reason: oneOf(TOKEN_PROBLEMS) }),
    retry: 'no',
    advice: 'Get a new token.',
  },
  UNAUTHORIZED: {
    where: ['socket'],
    details: Type.Object({ requiredRole: oneOf(['speaker', 'listener'] as const) }),
    retry: 'no',
    advice: 'Send it on a socket of the other role; a role is never taken from a message.',
  },
  FORBIDDEN: {
    where: ['upgrade', 'http'],
    details: Type.Object({
      reason: Type.Optional(
        oneOf(['origin'] as const, 'the page’s origin is not allowed; absent where the session is somebody else’s'),
      ),
    }),
    retry: 'no',
    advice: 'Use the owner’s token; from a browser, have the origin allowed.',
  },
  SESSION_NOT_FOUND: {
    where: EVERYWHERE,
    details: Type.Object({ reason: oneOf(['unknown', 'ended'] as const) }),
    retry: 'no',
    advice: 'Ask for another session id.',
  },
  CONNECTION_NOT_FOUND: {
    where: ['socket'],
    details: Type.Object({
      reason: Type.Optional(oneOf(['replaced'] as const, 'a newer socket has this one’s place')),
    }),
    retry: 'no',
    advice: 'Create or join a session first; only heartbeats are taken before that.',
  },
  NOT_FOUND: { where: ['http'], details: nothing, retry: 'no', advice: 'Check the address.' },
  METHOD_NOT_ALLOWED: {
    where: ['http'],
    details: Type.Object({ allow: Type.String({ description: 'as in the Allow header' }) }),
    retry: 'no',
    advice: 'Use a method that is allowed.',
  },
  SESSION_EXISTS: {
    where: EVERYWHERE,
    details: Type.Object({ sessionId: Type.String({ description: 'the one that is live' }) }),
    retry: 'no',
    advice: 'Attach to the session that is named, or end it first.',
  },
  PAYLOAD_TOO_LARGE: {
    where: ['socket', 'http'],
    details: Type.Object({ kind: oneOf(TOO_LARGE_KINDS), limit: bytes, size: bytes }),
    retry: 'no',
    advice: 'Cut it: audio into smaller chunks, anything else down to what it needs.',
  },
  RATE_LIMIT_EXCEEDED: {
    where: EVERYWHERE,
    details: Type.Object({
      kind: oneOf(RATE_KINDS),
      limit: Type.Integer({ minimum: 0, description: 'how many in the kind’s window' }),
      retryAfterMs,
    }),
    retry: 'wait',
    advice: 'Wait as long as it says. Audio that goes on over its rate ends the session.',
  },
  INTERNAL_ERROR: {
    where: EVERYWHERE,
    details: nothing,
    retry: 'later',
    advice: 'Report the correlation id to whoever runs the server.',
  },
  SESSION_FULL: {
    where: ['socket', 'upgrade'],
    details: Type.Object({ limit: Type.Integer({ minimum: 0, description: 'listeners' }) }),
    retry: 'later',
    advice: 'Try again when somebody may have left.',
  },
  SERVICE_UNAVAILABLE: {
    where: EVERYWHERE,
    details: Type.Object({
      service,
      dropped: Type.Optional(
        Type.Integer({
          minimum: 1,
          description: 'messages of this connection that were not read: too many waited behind one that had to wait',
        }),
      ),
    }),
    retry: 'later',
    advice: 'Try again with growing pauses, of a second at first.',
  },
  TRANSCRIBE_UNAVAILABLE: {
    where: EVERYWHERE,
    details: Type.Object({
      service,
      limit: Type.Optional(Type.Integer({ minimum: 0, description: 'streams at a time, all of them taken' })),
    }),
    retry: 'later',
    advice: 'Try again with growing pauses; the server has no stream left or cannot open one.',
  },
  TRANSLATION_UNAVAILABLE: {
    // A pipeline that fails costs the listeners a sentence, and no request of theirs.
    where: [],
    details: nothing,
    retry: 'later',
    advice: 'Nothing: transcripts go on, and translations come back with the pipeline.',
  },
  TIMEOUT: { where: EVERYWHERE, details: dependency, retry: 'later', advice: 'Try again with growing pauses.' },
} as const satisfies Record<ErrorCode, ErrorReference>;
