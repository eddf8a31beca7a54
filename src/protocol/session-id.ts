/** Session ids: adjective-noun-number, easy to read aloud. integrations/identifiers draws them. */

export const SESSION_ID_PATTERN = /^[a-z]+-[a-z]+-\d{3}$/;

/** Longer than any id that is drawn. Checked before the pattern, because the text comes from the network. */
const MAX_LENGTH = 64;

export function isSessionId(text: string): boolean {
  return text.length <= MAX_LENGTH && SESSION_ID_PATTERN.test(text);
}
