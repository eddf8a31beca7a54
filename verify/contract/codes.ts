/** The contract's error codes and close codes. */

export const STATUS = {
  INVALID_MESSAGE: 400,
  INVALID_ACTION: 400,
  MISSING_PARAMETER: 400,
  INVALID_PARAMETER: 400,
  INVALID_AUDIO_FORMAT: 400,
  UNSUPPORTED_LANGUAGE: 400,
  INVALID_SESSION_ID: 400,
  INVALID_TOKEN: 401,
  UNAUTHORIZED: 403,
  FORBIDDEN: 403,
  SESSION_NOT_FOUND: 404,
  CONNECTION_NOT_FOUND: 404,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  SESSION_EXISTS: 409,
  PAYLOAD_TOO_LARGE: 413,
  RATE_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  SESSION_FULL: 503,
  SERVICE_UNAVAILABLE: 503,
  TRANSCRIBE_UNAVAILABLE: 503,
  TRANSLATION_UNAVAILABLE: 503,
  TIMEOUT: 504,
} as const;
export type Code = keyof typeof STATUS;

export const SOURCE_LANGUAGES = 'en es fr de it pt ja ko zh ar hi ru'.split(' ');
export const TARGET_LANGUAGES = 'en es fr de pt it ja ko zh ar ca gl eo'.split(' ');

export const CLOSE = {
  asked: 1000,
  goingAway: 1001,
  idle: 4408,
  replaced: 4409,
  sessionEnded: 4410,
  slowConsumer: 4413,
  rate: 4429,
} as const;
