/**
 * Sanitises an event or a context for inspectors: keeps only fields that are listed here as harmless, and of their
 * values only numbers, booleans and single words. A new field is left out until it is listed here.
 */
import { hashed } from '../logging/structured-logger.ts';

/** Fields of events and contexts: a name has the same meaning in all charts. */
const HARMLESS = new Set([
  // events
  ...['type', 'atMs', 'volume', 'reason', 'attempt', 'replayedMs', 'waitedMs'],
  ...['stream', 'failure', 'owed', 'audience', 'count', 'languages', 'bytes', 'targetLanguage', 'era'],
  ...['output', 'outcome', 'verdict', 'retryable', 'ok', 'attempts'],
  // contexts
  ...[
    'sessionId',
    'lastStateChange',
    'reported',
    'pendingReason',
    'endReason',
    'transcribing',
    'isGivenUp',
    'lastWords',
  ],
  ...[
    'current',
    'finishing',
    'isInterrupted',
    'isPardoned',
    'isOverdue',
    'startedAtMs',
    'lastDropAtMs',
    'quietDueAtMs',
  ],
  ...['inRow', 'turnedAway'],
]);
/** Objects of numbers, such as times and limits; all their numbers are kept. */
const NUMBERS = new Set(['timings', 'transcription', 'limits']);
/** Hashed as in the logs: one can be recognised, but nobody can send to it. */
const CONNECTIONS = new Set(['connectionId', 'speakerConnectionId']);

/** A name from a closed list, an id, a language: never a sentence. */
const WORD = /^[\w.*-]{1,80}$/;
const MAX_DEPTH = 4;
const MAX_ITEMS = 50;

export type Shown = string | number | boolean | null | readonly Shown[] | { readonly [name: string]: Shown };

/** @returns a copy with only what is allowed; null for what is not a plain value. */
export function sanitised(value: unknown, depth = MAX_DEPTH): Shown {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return WORD.test(value) ? value : '(hidden)';
  if (value === null || typeof value !== 'object' || depth === 0) return null;
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => sanitised(item, depth - 1));
  const shown: Record<string, Shown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (CONNECTIONS.has(name) && typeof inner === 'string') shown[name] = hashed(inner);
    else if (NUMBERS.has(name)) shown[name] = toNumbers(inner);
    else if (HARMLESS.has(name) && inner !== undefined && typeof inner !== 'function') {
      shown[name] = sanitised(inner, depth - 1);
    }
  }
  return shown;
}

function toNumbers(value: unknown): Shown {
  if (value === null || typeof value !== 'object') return null;
  return Object.fromEntries(Object.entries(value).filter(([, figure]) => typeof figure === 'number'));
}
