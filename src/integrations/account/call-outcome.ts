/** How a question to AWS ended: with its answer, or with a problem of a closed kind. Never reads more than an error's name. */

/** What to mend depends on it. */
export type ProblemKind =
  /** No provider of the SDK's default chain has credentials. */
  | 'noCredentials'
  | 'expired'
  /** AWS does not know the key. */
  | 'unknownKey'
  /** The secret does not fit the key, or the clock is wrong. */
  | 'signature'
  /** The credentials do not allow this call. */
  | 'denied'
  | 'notFound'
  | 'throttled'
  /** No answer: the address, the network, or time. */
  | 'unreachable'
  /** The endpoint has no such call, or its answer cannot be read: it is not AWS itself. */
  | 'unsupported'
  | 'other';

export interface AwsProblem {
  readonly kind: ProblemKind;
  /** One line of at most 240 characters, without credentials. */
  readonly said: string;
}

export type CallOutcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: AwsProblem };

const KIND_OF_NAME: Readonly<Record<string, ProblemKind>> = {
  CredentialsProviderError: 'noCredentials',
  TokenProviderError: 'noCredentials',
  MissingAuthenticationToken: 'noCredentials',
  MissingAuthenticationTokenException: 'noCredentials',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  InvalidClientTokenId: 'unknownKey',
  InvalidAccessKeyId: 'unknownKey',
  UnrecognizedClientException: 'unknownKey',
  AuthFailure: 'unknownKey',
  SignatureDoesNotMatch: 'signature',
  InvalidSignatureException: 'signature',
  IncompleteSignature: 'signature',
  IncompleteSignatureException: 'signature',
  RequestExpired: 'signature',
  RequestTimeTooSkewed: 'signature',
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnauthorizedOperation: 'denied',
  ResourceNotFoundException: 'notFound',
  ResourceNotFound: 'notFound',
  TableNotFoundException: 'notFound',
  NoSuchEntity: 'notFound',
  NoSuchEntityException: 'notFound',
  NoSuchResourceException: 'notFound',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  UnknownOperationException: 'unsupported',
  UnknownOperation: 'unsupported',
  InvalidAction: 'unsupported',
  NotImplemented: 'unsupported',
  // An answer that is not in the service's format, such as a page of a proxy.
  SyntaxError: 'unsupported',
  TimeoutError: 'unreachable',
  AbortError: 'unreachable',
  NetworkingError: 'unreachable',
};

/** For an answer whose error has another name, such as a proxy's. */
const KIND_OF_STATUS: Readonly<Record<number, ProblemKind>> = {
  401: 'denied',
  403: 'denied',
  404: 'notFound',
  429: 'throttled',
  501: 'unsupported',
};

/** What the SDK calls an error whose answer names none, as a proxy's page does. AWS names each of its refusals. */
const UNNAMED: readonly string[] = ['Unknown', 'UnknownError', 'NotFound'];
/** Of answers that AWS would have named. */
const REFUSALS: readonly number[] = [400, 401, 403, 404, 405, 407];

const MAX_CHARS = 240;

/** Never rejects. */
export async function settle<Value>(call: Promise<Value>): Promise<CallOutcome<Value>> {
  try {
    return { ok: true, value: await call };
  } catch (error) {
    return { ok: false, problem: toProblem(error) };
  }
}

export function toProblem(error: unknown): AwsProblem {
  // What fetch says is in the cause of its own error.
  const told = error instanceof TypeError && error.cause !== undefined ? error.cause : error;
  const { name, message, code, $metadata, $response } = (told ?? {}) as {
    readonly name?: unknown;
    readonly message?: unknown;
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $response?: unknown;
  };
  const status = $metadata?.httpStatusCode;
  const isUnnamed = UNNAMED.includes(String(name)) && status !== undefined && REFUSALS.includes(status);
  if (isUnnamed) return { kind: 'unsupported', said: `an answer ${status} that names no error of AWS` };
  const kind =
    lookUp(name) ??
    (status === undefined && $response === undefined && typeof code === 'string' ? 'unreachable' : undefined) ??
    (status === undefined ? 'other' : (KIND_OF_STATUS[status] ?? 'other'));
  // The message of a wrong signature quotes the signed request, with its session token.
  const text = kind === 'signature' ? '' : String(message ?? told).split('\n', 1)[0];
  if (name === 'SyntaxError') return { kind, said: 'the answer cannot be read as one of AWS' };
  const label = typeof code === 'string' ? code : String(name ?? 'Error');
  const said = text === undefined || text.trim() === '' ? label : `${label}: ${text.trim()}`;
  return { kind, said: said.slice(0, MAX_CHARS) };
}

function lookUp(name: unknown): ProblemKind | undefined {
  return typeof name === 'string' && Object.hasOwn(KIND_OF_NAME, name) ? KIND_OF_NAME[name] : undefined;
}
