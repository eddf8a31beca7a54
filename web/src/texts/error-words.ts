/** Errors in words for people, in the page's language. */
import type { KnownError } from './listener-texts.ts';
import { texts, type Words } from './locale.ts';

/** @returns the text of an error for a person: the page's own for the code, or else the server's message. */
export function errorWords(error: unknown): Words {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (isKnown(code)) return ({ errors }) => errors[code];
  return typeof message === 'string' ? message : String(error);
}

function isKnown(code: unknown): code is KnownError {
  return typeof code === 'string' && Object.hasOwn(texts().errors, code);
}
