/** Names what the Transcribe client threw. Pure; knows nothing of streams that end without an error. */
import type { TranscribeFailure } from '../../machines/failures.ts';

export interface FailureReport {
  readonly failure: TranscribeFailure;
  /** For logs: bounded, one line. */
  readonly detail: string;
}

/** The service says these in the text of an exception of many meanings; asked before the names. */
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

/** What a service says so of is renewed or retried, by whatever name it comes. */
const OF_CREDENTIALS: ReadonlySet<TranscribeFailure> = new Set(['accessDenied', 'signature']);

const BY_NAME: Readonly<Record<string, TranscribeFailure>> = {
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
  // What JSON.parse and the reading of a frame's fields throw.
  SyntaxError: 'corrupted',
  RangeError: 'corrupted',
};

/** The SDK's frame decoder throws plain errors. */
const UNREADABLE_FRAME = /checksum|truncated event message|message too short|message length|header type tag/i;

/** An HTTP answer whose name is in no table (a proxy's, say). */
const BY_STATUS: Readonly<Record<number, TranscribeFailure>> = {
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
 * @param error whatever `send()` or the result loop threw.
 * @param socketError what the socket itself reported, where the SDK's error hides it.
 */
export function failureOf(error: unknown, socketError?: Error): FailureReport {
  const { name, message, status } = partsOf(error);
  const failure = named(name, message) ?? (status === undefined ? undefined : BY_STATUS[status]) ?? 'connectionLost';
  return { failure, detail: detailOf(failure === 'connectionLost' && socketError ? socketError : error) };
}

function named(name: string, message: string): TranscribeFailure | undefined {
  const byName = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (byName === 'badRequest') return BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ?? byName;
  if (byName !== undefined) return byName;
  const refused = BY_MESSAGE.find(([pattern, failure]) => OF_CREDENTIALS.has(failure) && pattern.test(message));
  if (refused !== undefined) return refused[1];
  return name === 'Error' && UNREADABLE_FRAME.test(message) ? 'corrupted' : undefined;
}

function partsOf(error: unknown) {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  return {
    name: error.name,
    message: error.message,
    status: $metadata?.httpStatusCode,
    // A system error's code says more than "Error", and its message is empty when several addresses were tried.
    label: typeof code === 'string' ? code : error.name,
  };
}

/** @returns `name: message` of anything thrown, cut to a log line. */
export function detailOf(error: unknown): string {
  const { label, name, message } = partsOf(error);
  return `${label ?? name}: ${message}`.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_DETAIL);
}
