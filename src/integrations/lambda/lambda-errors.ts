/**
 * Names why an invocation of the translation pipeline failed, as a closed table, and whether it was the service that
 * failed or the call that was to blame. Pure.
 */
import type { TranslationOutcome } from '../../actors/ports/translation.ts';
import type { CallVerdict } from '../../machines/failures.ts';

export const TRANSLATION_FAILURES = {
  throttled: 'The service refused the call because of its rate.',
  notFound: 'There is no such function.',
  accessDenied: 'The credentials are missing, refused, or do not allow the call.',
  tooLarge: 'The payload is larger than the service takes.',
  refused: 'The service refused the request as such.',
  serviceError: 'The service failed.',
  functionError: 'The function itself failed.',
  unreachable: 'The service could not be reached, or the connection broke.',
  aborted: 'The caller gave the call up.',
} as const;

/** What each says of the service; it has failed where it did not do its part. */
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

const BY_NAME: Readonly<Record<string, TranslationFailure>> = {
  AbortError: 'aborted',
  CredentialsProviderError: 'accessDenied',
  TokenProviderError: 'accessDenied',
  UnrecognizedClientException: 'accessDenied',
  InvalidSignatureException: 'accessDenied',
  ExpiredTokenException: 'accessDenied',
  MissingAuthenticationTokenException: 'accessDenied',
  ThrottlingException: 'throttled',
};

const BY_STATUS: Readonly<Record<number, TranslationFailure>> = {
  401: 'accessDenied',
  403: 'accessDenied',
  404: 'notFound',
  413: 'tooLarge',
  429: 'throttled',
};

const MAX_DETAIL = 200;

/** @param error whatever the client threw. */
export function failureOf(error: unknown): FailedTranslation {
  const name = error instanceof Error ? error.name : 'Error';
  const { code, $metadata } = (error ?? {}) as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  const failure = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  const label = typeof code === 'string' ? code : name;
  const message = error instanceof Error ? error.message : String(error);
  return failed(failure ?? byStatus(status), `${label}: ${message}`);
}

function byStatus(status: number | undefined): TranslationFailure {
  if (status === undefined) return 'unreachable';
  // A body that could not be read comes with the status of its success.
  return BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'refused' : 'serviceError');
}

export function failed(failure: TranslationFailure, detail: string): FailedTranslation {
  const line = detail.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_DETAIL);
  return { ok: false, failure, detail: line, verdict: VERDICTS[failure] };
}
