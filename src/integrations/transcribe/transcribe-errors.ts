/** Classifies what the Transcribe client threw. Pure. Streams that end without an error are not its concern. */
import type { TranscribeFailure } from '../../machines/failures.ts';

export interface FailureReport {
  readonly failure: TranscribeFailure;
  /** For logs: bounded, one line. */
  readonly detail: string;
}

/** Causes that the service names only in the text of an ambiguous exception. Checked before the exception's name. */
const BY_MESSAGE: readonly (readonly [RegExp, TranscribeFailure])[] = [
  [/no new audio was received/i, 'idle'],
  [/too (big|large|long)|frame size|exceed\w* .*size/i, 'oversize'],
  // Before the signature: "The security token included in the request is expired".
  [
    /(security|session) token .*(expired|invalid)|(expired|invalid) (security |session )?(token|credential)/i,
    'accessDenied',
  ],
  [/^(the )?token .*(expired|invalid)|token (has|is) (expired|invalid)/i, 'accessDenied'],
  [/credentials? .*(expired|invalid|rejected)|access key/i, 'accessDenied'],
  [/signature|request (has )?expired|skewed|clock (skew|is|differs)/i, 'signature'],
];

/** Failures for which credentials are renewed or the call retried; recognised by text under any exception name. */
const CREDENTIAL_FAILURES: ReadonlySet<TranscribeFailure> = new Set(['accessDenied', 'signature']);

/** The kind of failure by the error's name. */
export const TRANSCRIBE_ERROR_NAMES: Readonly<Record<string, TranscribeFailure>> = {
  LimitExceededException: 'throttled',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  ServiceUnavailableException: 'unavailable',
  InternalFailureException: 'internal',
  InternalServerException: 'internal',
  ConflictException: 'conflict',
  AccessDeniedException: 'accessDenied',
  AccessDenied: 'accessDenied',
  AuthFailure: 'accessDenied',
  UnrecognizedClientException: 'accessDenied',
  ExpiredTokenException: 'accessDenied',
  ExpiredToken: 'accessDenied',
  InvalidClientTokenId: 'accessDenied',
  InvalidAccessKeyId: 'accessDenied',
  InvalidToken: 'accessDenied',
  InvalidTokenException: 'accessDenied',
  TokenRefreshRequired: 'accessDenied',
  MissingAuthenticationToken: 'accessDenied',
  MissingAuthenticationTokenException: 'accessDenied',
  // The credentials could not even be fetched.
  CredentialsProviderError: 'accessDenied',
  TokenProviderError: 'accessDenied',
  InvalidSignatureException: 'signature',
  SignatureDoesNotMatch: 'signature',
  IncompleteSignatureException: 'signature',
  RequestExpired: 'signature',
  RequestExpiredException: 'signature',
  RequestInTheFuture: 'signature',
  RequestTimeTooSkewed: 'signature',
  BadRequestException: 'badRequest',
  ValidationException: 'badRequest',
  SerializationException: 'badRequest',
  // Thrown by JSON.parse and by reading a frame's fields.
  SyntaxError: 'corrupted',
  RangeError: 'corrupted',
};

/** The SDK's frame decoder throws plain errors. */
const UNREADABLE_FRAME = /checksum|truncated event message|message too short|message length|header type tag/i;

/** For an HTTP response whose error name is in no table, such as a proxy's. */
export const TRANSCRIBE_STATUSES: Readonly<Record<number, TranscribeFailure>> = {
  401: 'accessDenied',
  403: 'accessDenied',
  409: 'conflict',
  429: 'throttled',
  500: 'internal',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

const MAX_DETAIL = 200;

/**
 * @param error thrown by `send()` or the result loop.
 * @param socketError reported by the socket itself; the SDK's error may hide it.
 */
export function toFailureReport(error: unknown, socketError?: Error): FailureReport {
  const { name, message, status } = readError(error);
  const failure =
    classify(name, message) ?? (status === undefined ? undefined : TRANSCRIBE_STATUSES[status]) ?? 'connectionLost';
  return { failure, detail: toDetail(failure === 'connectionLost' && socketError ? socketError : error) };
}

function classify(name: string, message: string): TranscribeFailure | undefined {
  const byName = Object.hasOwn(TRANSCRIBE_ERROR_NAMES, name) ? TRANSCRIBE_ERROR_NAMES[name] : undefined;
  if (byName === 'badRequest') return BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ?? byName;
  if (byName !== undefined) return byName;
  const refused = BY_MESSAGE.find(([pattern, failure]) => CREDENTIAL_FAILURES.has(failure) && pattern.test(message));
  if (refused !== undefined) return refused[1];
  return name === 'Error' && UNREADABLE_FRAME.test(message) ? 'corrupted' : undefined;
}

function readError(error: unknown) {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  return {
    name: error.name,
    message: error.message,
    status: $metadata?.httpStatusCode,
    // A system error's code says more than the name "Error"; its message is empty when several addresses were tried.
    label: typeof code === 'string' ? code : error.name,
  };
}

/** @returns `name: message` of anything that was thrown, in one line of at most 200 characters. */
export function toDetail(error: unknown): string {
  const { label, name, message } = readError(error);
  return `${label ?? name}: ${message}`.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_DETAIL);
}
