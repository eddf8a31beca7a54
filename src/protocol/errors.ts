/** The one catalogue of errors, on sockets and over HTTP. A code's status and meaning are the contract's; messages may vary. */

import type { UnixMs } from './times.ts';

export const ERRORS = {
  INVALID_MESSAGE: { status: 400, meaning: 'The message is not a JSON object with an action.' },
  INVALID_ACTION: { status: 400, meaning: 'The action is not one this server knows.' },
  MISSING_PARAMETER: { status: 400, meaning: 'A required parameter is absent.' },
  INVALID_PARAMETER: { status: 400, meaning: 'A parameter is null, of the wrong type or out of range.' },
  INVALID_AUDIO_FORMAT: {
    status: 400,
    meaning: 'The audio is not bare 16-bit little-endian mono PCM of a proper size.',
  },
  UNSUPPORTED_LANGUAGE: { status: 400, meaning: 'The language is not offered by this server now.' },
  INVALID_SESSION_ID: { status: 400, meaning: 'The session id is not of the form adjective-noun-number.' },
  INVALID_TOKEN: {
    status: 401,
    meaning: 'The token is missing, malformed, expired, or of another issuer or audience.',
  },
  UNAUTHORIZED: { status: 403, meaning: 'The action is not for this role.' },
  FORBIDDEN: { status: 403, meaning: 'The session belongs to somebody else.' },
  SESSION_NOT_FOUND: { status: 404, meaning: 'The session is unknown or has ended.' },
  CONNECTION_NOT_FOUND: { status: 404, meaning: 'This connection has joined no session yet.' },
  NOT_FOUND: { status: 404, meaning: 'There is nothing at this address.' },
  METHOD_NOT_ALLOWED: { status: 405, meaning: 'The address exists, the method does not.' },
  SESSION_EXISTS: { status: 409, meaning: 'The user already has a live session.' },
  PAYLOAD_TOO_LARGE: { status: 413, meaning: 'A message, a chunk or a body is over its limit.' },
  RATE_LIMIT_EXCEEDED: { status: 429, meaning: 'Too many of this kind in the last second, minute or hour.' },
  INTERNAL_ERROR: {
    status: 500,
    meaning: 'Something failed that should not have; the correlation id finds it in the log.',
  },
  SESSION_FULL: { status: 503, meaning: 'The session has as many listeners as it may.' },
  SERVICE_UNAVAILABLE: { status: 503, meaning: 'A service this server depends on cannot be reached now.' },
  TRANSCRIBE_UNAVAILABLE: { status: 503, meaning: 'No transcription stream is to be had now.' },
  TRANSLATION_UNAVAILABLE: { status: 503, meaning: 'The translation pipeline cannot be reached now.' },
  TIMEOUT: { status: 504, meaning: 'A service this server depends on did not answer in time.' },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** A refusal as a value: what a check returns instead of throwing. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** @param message A sentence for the reader; the catalogue's meaning when left out. */
export function refusal(code: ErrorCode, details: Record<string, unknown> = {}, message?: string): Refusal {
  return { code, message: message ?? ERRORS[code].meaning, details };
}

export function statusOf(code: ErrorCode): (typeof ERRORS)[ErrorCode]['status'] {
  return ERRORS[code].status;
}

/** The body of every error, on the socket (with `type` and `timestamp`) and over HTTP. */
export function errorBody(failure: Refusal, correlationId: string, nowMs: UnixMs) {
  return {
    type: 'error' as const,
    code: failure.code,
    statusCode: statusOf(failure.code),
    message: failure.message,
    details: failure.details,
    correlationId,
    timestamp: Math.floor(nowMs / 1000),
  };
}
