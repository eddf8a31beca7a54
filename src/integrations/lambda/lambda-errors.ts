/**
 * Classifies a failed invocation of the translation pipeline by a closed table, and decides whether the service failed
 * or the call was wrong. Pure.
 */
import type { TranslationOutcome } from '../../actors/ports/translation.ts';
import type { CallVerdict } from '../../machines/failures.ts';

export const TRANSLATION_FAILURES = {
  throttled: 'Lambda refused the call because there were too many.',
  notFound: 'The function does not exist. Check TRANSLATION_PIPELINE_FUNCTION_NAME.',
  accessDenied: 'The credentials are missing or refused, or do not allow the call.',
  tooLarge: 'The payload is larger than Lambda accepts.',
  refused: 'Lambda refused the request as not valid.',
  serviceError: 'Lambda failed.',
  functionError: 'The function failed.',
  unreachable: 'The connection to Lambda could not be made, or was lost.',
  aborted: 'The call was cancelled by this server.',
} as const;

/** The verdict about the service, for the circuit breaker. */
const VERDICTS: Readonly<Record<TranslationFailure, CallVerdict>> = {
  throttled: 'failed',
  notFound: 'answered',
  accessDenied: 'none',
  tooLarge: 'answered',
  refused: 'answered',
  serviceError: 'failed',
  functionError: 'answered',
  unreachable: 'failed',
  aborted: 'none',
};

export type TranslationFailure = keyof typeof TRANSLATION_FAILURES;
export type FailedTranslation = TranslationOutcome & { readonly ok: false; readonly failure: TranslationFailure };

/** The kind of failure by the error's name; looked up before the status. */
export const LAMBDA_ERROR_NAMES: Readonly<Record<string, TranslationFailure>> = {
  AbortError: 'aborted',
  CredentialsProviderError: 'accessDenied',
  TokenProviderError: 'accessDenied',
  UnrecognizedClientException: 'accessDenied',
  InvalidSignatureException: 'accessDenied',
  ExpiredTokenException: 'accessDenied',
  MissingAuthenticationTokenException: 'accessDenied',
  ThrottlingException: 'throttled',
};

/** The kind of failure by the answer's status. */
export const LAMBDA_STATUSES: Readonly<Record<number, TranslationFailure>> = {
  401: 'accessDenied',
  403: 'accessDenied',
  404: 'notFound',
  413: 'tooLarge',
  429: 'throttled',
};

const MAX_DETAIL = 200;

/** @param error thrown by the client. */
export function toFailedTranslation(error: unknown): FailedTranslation {
  const name = error instanceof Error ? error.name : 'Error';
  const { code, $metadata } = (error ?? {}) as {
    code?: unknown;
    $metadata?: { httpStatusCode?: number; requestId?: string };
  };
  const status = $metadata?.httpStatusCode;
  const failure = Object.hasOwn(LAMBDA_ERROR_NAMES, name) ? LAMBDA_ERROR_NAMES[name] : undefined;
  const label = typeof code === 'string' ? code : name;
  const message = error instanceof Error ? error.message : String(error);
  return failed(failure ?? byStatus(status), `${label}: ${message}`, $metadata?.requestId);
}

function byStatus(status: number | undefined): TranslationFailure {
  if (status === undefined) return 'unreachable';
  // A response with an unreadable body has the status of a success.
  return LAMBDA_STATUSES[status] ?? (status >= 400 && status < 500 ? 'refused' : 'serviceError');
}

/** @param requestId The service's own name for the call, if it answered. */
export function failed(failure: TranslationFailure, detail: string, requestId?: string): FailedTranslation {
  const line = detail.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_DETAIL);
  const outcome = { ok: false, failure, detail: line, verdict: VERDICTS[failure] } as const;
  return requestId === undefined ? outcome : { ...outcome, requestId };
}
