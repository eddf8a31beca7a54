/**
 * Classifies a failed DynamoDB call by a closed table: whether the same call may be made again, and whether the service
 * failed or the call was wrong.
 */
import type { CallFailure } from '../../machines/failures.ts';

export const DYNAMODB_FAILURES = {
  throttled: { retryable: true, verdict: 'failed', meaning: 'DynamoDB refused the call because there were too many.' },
  throughputExceeded: {
    retryable: true,
    verdict: 'failed',
    meaning: 'The throughput of the table or of the key is used up.',
  },
  internal: { retryable: true, verdict: 'failed', meaning: 'DynamoDB failed.' },
  network: {
    retryable: true,
    verdict: 'failed',
    meaning: 'The connection to DynamoDB could not be made, or was lost.',
  },
  timeout: { retryable: true, verdict: 'failed', meaning: 'DynamoDB did not answer in time.' },
  conditionFailed: {
    retryable: false,
    verdict: 'answered',
    meaning: 'The row does not meet the condition of the write.',
  },
  validation: { retryable: false, verdict: 'answered', meaning: 'DynamoDB refused the call as not valid.' },
  notFound: { retryable: false, verdict: 'answered', meaning: 'The table or its index does not exist.' },
  malformed: {
    retryable: false,
    verdict: 'answered',
    meaning: 'The row lacks a required attribute, or has one of a wrong type.',
  },
  accessDenied: {
    // Retryable, because credentials are renewed: the row is written after that.
    retryable: true,
    verdict: 'none',
    meaning: 'The credentials are missing or expired, or do not allow the call.',
  },
  aborted: { retryable: false, verdict: 'none', meaning: 'The call was cancelled by this server.' },
  unknown: { retryable: false, verdict: 'none', meaning: 'The error is unknown.' },
} as const;

export type DynamoDbFailure = keyof typeof DYNAMODB_FAILURES;

/** The kind of failure by the error's name or code, as DynamoDB or Node spells it. */
export const DYNAMODB_ERROR_NAMES: Readonly<Record<string, DynamoDbFailure>> = {
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

/** Classifies anything that was thrown. Never reads error messages. */
export function classifyAwsError(error: unknown): CallFailure & { readonly failure: DynamoDbFailure } {
  const failure = toFailure(error);
  const { retryable, verdict, meaning } = DYNAMODB_FAILURES[failure];
  return { failure, retryable, verdict, detail: meaning };
}

function toFailure(error: unknown): DynamoDbFailure {
  if (typeof error !== 'object' || error === null) return 'unknown';
  const { name, code, $metadata } = error as {
    name?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  // The SDK calls a lost connection a TimeoutError too; the code tells them apart.
  const known = lookUp(code) ?? lookUp(name);
  if (known !== undefined) return known;
  const status = $metadata?.httpStatusCode ?? 0;
  if (status >= 500) return 'internal';
  return status >= 400 ? 'validation' : 'unknown';
}

function lookUp(key: unknown): DynamoDbFailure | undefined {
  return typeof key === 'string' && Object.hasOwn(DYNAMODB_ERROR_NAMES, key) ? DYNAMODB_ERROR_NAMES[key] : undefined;
}
