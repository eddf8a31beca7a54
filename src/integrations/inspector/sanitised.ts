/**
 * What an inspector may show of an event or a context: only fields that are known to be harmless, by name, and of those
 * only numbers, switches and single words. Whatever is new is left out until it is let in here.
 */
import { hashed } from '../logging/structured-logger.ts';

/** Events' and contexts' fields alike: a name means one thing in all charts. */
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
/** Objects of numbers: every time and bound in them. */
const FIGURES = new Set(['timings', 'transcription', 'limits']);
/** Shown as in the logs: the same one is recognised, and nobody can send to it. */
const CONNECTIONS = new Set(['connectionId', 'speakerConnectionId']);

/** A name from a closed list, an id, a language: never a sentence. */
const WORD = /^[\w.*-]{1,80}$/;
const MAX_DEPTH = 4;
const MAX_ITEMS = 50;

export type Shown = string | number | boolean | null | readonly Shown[] | { readonly [name: string]: Shown };

/** @returns a copy with nothing in it that is not allowed; null for what is no plain value. */
export function sanitised(value: unknown, depth = MAX_DEPTH): Shown {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return WORD.test(value) ? value : '(hidden)';
  if (value === null || typeof value !== 'object' || depth === 0) return null;
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => sanitised(item, depth - 1));
  const shown: Record<string, Shown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (CONNECTIONS.has(name) && typeof inner === 'string') shown[name] = hashed(inner);
    else if (FIGURES.has(name)) shown[name] = figuresOf(inner);
    else if (HARMLESS.has(name) && inner !== undefined && typeof inner !== 'function') {
      shown[name] = sanitised(inner, depth - 1);
    }
  }
  return shown;
}

function figuresOf(value: unknown): Shown {
  if (value === null || typeof value !== 'object') return null;
  return Object.fromEntries(Object.entries(value).filter(([, figure]) => typeof figure === 'number'));
}
