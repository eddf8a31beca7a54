/** Converts plain text to Apertium's stream format and back. Characters that are markup for Apertium are escaped. */

const MARKUP = /[\\[\]^$@/<>{}]/g;
/** Line ends and the tilde (markup for the post-generator) are sent as blanks, which Apertium passes on. */
const PASSED_THROUGH = /[ \t]*[\r\n~][\r\n~ \t]*/g;
/** With closing quotes and brackets after it. */
const SENTENCE_END = /[.!?;:…]["'”’»)\]}]*\s*$/;

/** @returns the text as a frame. A full stop is added if the text ends without one. */
export function encodeFrame(text: string): string {
  const clean = text.replaceAll('\0', ' ');
  const escaped = clean.replace(MARKUP, '\\$&').replace(PASSED_THROUGH, '[$&]');
  return lendsStop(clean) ? `${escaped}.` : escaped;
}

/** @returns the translation in a frame. @param source the text that was sent: shows whether a full stop was added. */
export function decodeFrame(frame: string, source: string): string {
  const body = lendsStop(source) && frame.endsWith('.') ? frame.slice(0, -1) : frame;
  // Escaped characters are kept. Other brackets belong to blanks and are removed.
  return body.replace(/\\([\s\S])|[[\]]/g, (_, kept: string | undefined) => kept ?? '');
}

function lendsStop(text: string): boolean {
  return !SENTENCE_END.test(text);
}
