/** Errors as values: what a check returns instead of throwing, and its form on the wire. */
import type { Static } from 'typebox';
import { ERRORS } from './error-table.ts';
import type { UnixMs } from './times.ts';

export type ErrorCode = keyof typeof ERRORS;

type MembersOf<S> = keyof S extends never
  ? Readonly<Record<string, never>>
  : {
      readonly [K in keyof S]: S[K] extends readonly (infer E)[] | undefined
        ? readonly E[] | Extract<S[K], undefined>
        : S[K];
    };

/** The details that the table promises for one code. */
export type DetailsOf<C extends ErrorCode> = MembersOf<Static<(typeof ERRORS)[C]['details']>>;

/** A refusal with one code, or with any code: `code` then determines the type of `details`. */
export type Refusal<C extends ErrorCode = ErrorCode> = {
  [K in C]: { readonly code: K; readonly message: string; readonly details: DetailsOf<K> };
}[C];

/** Details may be left out where none are required. */
type Said<C extends ErrorCode> =
  Record<string, never> extends DetailsOf<C>
    ? [details?: DetailsOf<C>, message?: string]
    : [details: DetailsOf<C>, message?: string];

/** @param said The code's details, then the message for people; by default the table's meaning. */
export function refusal<C extends ErrorCode>(code: C, ...said: Said<C>): Refusal<C> {
  const [details = {}, message = ERRORS[code].meaning] = said;
  // The compiler cannot see that code and details belong to the same member of the union.
  return { code, message, details } as Refusal<C>;
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
