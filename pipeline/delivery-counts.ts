/** Counts how the deliveries of one utterance ended, and names the failures without addresses or ids. */

/** The outcome of one delivery, as numbers of listeners. */
export interface DeliveryCounts {
  delivered: number;
  /** Their connection is closed; `onGone` was called for each. */
  gone: number;
  /** Too far behind (429): they miss this message only. */
  lagging: number;
  failed: number;
  /** Reasons of the failures, each with its number of listeners. Undefined: none failed. No addresses, no ids. */
  failures?: Record<string, number>;
}

export type Ending = 'delivered' | 'gone' | 'lagging' | { readonly failed: string };

/** Most different reasons in one summary. All further ones are counted as `other`. */
const MAX_REASONS = 8;
/** Form of an error's name or code. Other texts are not logged, because they may contain private data. */
const NAME = /^[A-Za-z][\w.]{0,63}$/;

export function count(counts: DeliveryCounts, ending: Ending): void {
  if (typeof ending === 'string') {
    counts[ending] += 1;
    return;
  }
  counts.failed += 1;
  counts.failures ??= {};
  const isKnown = Object.hasOwn(counts.failures, ending.failed) || Object.keys(counts.failures).length < MAX_REASONS;
  const reason = isKnown ? ending.failed : 'other';
  counts.failures[reason] = (counts.failures[reason] ?? 0) + 1;
}

/** Names an error: an answer by its status and name (`403 ForbiddenException`), a missing answer by its code (`ENOTFOUND`). */
export function reasonOf(error: unknown): string {
  const { name, code, cause, errors, $metadata } = (error ?? {}) as {
    name?: unknown;
    code?: unknown;
    cause?: unknown;
    errors?: readonly unknown[];
    $metadata?: { httpStatusCode?: number };
  };
  const isName = (text: unknown): text is string => typeof text === 'string' && NAME.test(text);
  const status = $metadata?.httpStatusCode;
  if (status !== undefined) return isName(name) ? `${status} ${name}` : String(status);
  if (isName(code)) return code;
  // For a host name with several addresses, each attempt has its own error.
  const inner = cause ?? errors?.[0];
  if (inner !== undefined) return reasonOf(inner);
  return isName(name) ? name : 'unknown';
}
