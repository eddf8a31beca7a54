/**
 * Names what a failed DynamoDB call means, as a closed table: whether the same call may be made again, and whether it was
 * the service that failed or the call that was to blame.
 */
import type { CallFailure } from '../../machines/failures.ts';

export const DYNAMODB_FAILURES = {
  throttled: { retryable: true, verdict: 'failed', meaning: 'The service refused the call because of its rate.' },
  throughputExceeded: {
    retryable: true,
    verdict: 'failed',
    meaning: "The table's or the key's throughput is used up.",
  },
  internal: { retryable: true, verdict: 'failed', meaning: 'The service failed.' },
  network: { retryable: true, verdict: 'failed', meaning: 'The connection could not be made, or broke.' },
  timeout: { retryable: true, verdict: 'failed', meaning: 'No answer came in time.' },
  conditionFailed: { retryable: false, verdict: 'answered', meaning: 'The row is not as the write required.' },
  validation: { retryable: false, verdict: 'answered', meaning: 'The service refused the call as such.' },
  notFound: { retryable: false, verdict: 'answered', meaning: 'The table or its index is not there.' },
  malformed: { retryable: false, verdict: 'answered', meaning: 'The row lacks what it must have.' },
  accessDenied: {
    // Credentials are renewed: a row that is not written now is written then.
    retryable: true,
    verdict: 'none',
    meaning: 'The credentials are missing, expired or not allowed to.',
  },
  aborted: { retryable: false, verdict: 'none', meaning: 'The caller gave the call up.' },
  unknown: { retryable: false, verdict: 'none', meaning: 'An error nobody expected.' },
} as const;

export type DynamoDbFailure = keyof typeof DYNAMODB_FAILURES;

/** By the error's name or code, as the service or Node spells it. */
const BY_NAME: Readonly<Record<string, DynamoDbFailure>> = {
  ThrottlingException: 'throttled',
  ThrottledException: 'throttled',
  RequestLimitExceeded: 'throttled',
  LimitExceededException: 'throttled',
  ProvisionedThroughputExceededException: 'throughputExceeded',
  InternalServerError: 'internal',
  InternalServerErrorException: 'internal',
  ServiceUnavailable: 'internal',
  ServiceUnavailableException: 'internal',
  TransactionConflictException: 'internal',
  ReplicatedWriteConflictException: 'internal',
  ConditionalCheckFailedException: 'conditionFailed',
  ValidationException: 'validation',
  SerializationException: 'validation',
  ItemCollectionSizeLimitExceededException: 'validation',
  UnknownOperationException: 'validation',
  ResourceInUseException: 'validation',
  ResourceNotFoundException: 'notFound',
  MalformedRowError: 'malformed',
  AccessDeniedException: 'accessDenied',
  UnrecognizedClientException: 'accessDenied',
  InvalidSignatureException: 'accessDenied',
  IncompleteSignatureException: 'accessDenied',
  MissingAuthenticationTokenException: 'accessDenied',
  ExpiredTokenException: 'accessDenied',
  ExpiredToken: 'accessDenied',
  InvalidClientTokenId: 'accessDenied',
  RequestExpired: 'accessDenied',
  TokenProviderError: 'accessDenied',
  CredentialsProviderError: 'accessDenied',
  AbortError: 'aborted',
  TimeoutError: 'timeout',
  ETIMEDOUT: 'timeout',
  ECONNREFUSED: 'network',
  ECONNRESET: 'network',
  EPIPE: 'network',
  ENOTFOUND: 'network',
  EAI_AGAIN: 'network',
  EHOSTUNREACH: 'network',
  ENETUNREACH: 'network',
};

/** Total: whatever was thrown has an answer. Never looks into messages. */
export function classifyAwsError(error: unknown): CallFailure & { readonly failure: DynamoDbFailure } {
  const failure = nameOf(error);
  const { retryable, verdict, meaning } = DYNAMODB_FAILURES[failure];
  return { failure, retryable, verdict, detail: meaning };
}

function nameOf(error: unknown): DynamoDbFailure {
  if (typeof error !== 'object' || error === null) return 'unknown';
  const { name, code, $metadata } = error as {
    name?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  // The SDK names a connection that broke a TimeoutError; its code tells them apart.
  const known = lookUp(code) ?? lookUp(name);
  if (known !== undefined) return known;
  const status = $metadata?.httpStatusCode ?? 0;
  if (status >= 500) return 'internal';
  return status >= 400 ? 'validation' : 'unknown';
}

function lookUp(key: unknown): DynamoDbFailure | undefined {
  return typeof key === 'string' && Object.hasOwn(BY_NAME, key) ? BY_NAME[key] : undefined;
}
