/** Session ids: adjective-noun-number, easy to read out loud. How they are drawn is the server's (see integrations). */

export const SESSION_ID_PATTERN = /^[a-z]+-[a-z]+-\d{3}$/;

/** Longer than any id that is ever drawn: a cheap check before the pattern runs over a stranger's text. */
const MAX_LENGTH = 64;

export function isSessionId(text: string): boolean {
  return text.length <= MAX_LENGTH && SESSION_ID_PATTERN.test(text);
}
