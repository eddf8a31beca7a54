/** Errors in words for the speaker: of a server whose recogniser takes no more, it says why. */
import { errorWords } from './error-words.ts';
import type { Words } from './locale.ts';
import { SPEAK } from './speak.ts';

export function speakErrorWords(error: unknown): Words {
  const { code, details } = (error ?? {}) as { code?: unknown; details?: unknown };
  const { limit } = Object(details) as { limit?: unknown };
  if (code !== 'TRANSCRIBE_UNAVAILABLE' || typeof limit !== 'number') return errorWords(error);
  return limit === 0 ? SPEAK.noRecogniser : SPEAK.everybodySpeaks(limit);
}
