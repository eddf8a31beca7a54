/** Converts plain text to Apertium's stream format and back. Characters that are markup for Apertium are escaped. */

const MARKUP = /[\\[\]^$@/<>{}]/g;
/** Line ends and the tilde (markup for the post-generator) are sent as blanks, which Apertium passes on. */
const PASSED_THROUGH = /[ \t]*[\r\n~][\r\n~ \t]*/g;
/** With closing quotes and brackets after it. */
const SENTENCE_END = /[.!?;:…]["'”’»)\]}]*\s*$/;

/** A blank between two texts of one frame. It stays where it is, and no text can contain it unescaped. */
const BORDER = '[border]';

/** @returns the text as a frame. A full stop is added if the text ends without one. */
export function encodeFrame(text: string): string {
  return lendsStop(text) ? `${escaped(text)}.` : escaped(text);
}

/** @returns two texts, of which the second goes on with the first one's sentence, as one frame. */
export function encodeJoinedFrame(before: string, text: string): string {
  return `${escaped(before)}${BORDER}${encodeFrame(text)}`;
}

/** @returns the translations of two joined texts. Undefined: the border between them is lost. */
export function decodeJoinedFrame(frame: string, text: string): { before: string; text: string } | undefined {
  const [before = '', after, ...more] = frame.split(BORDER);
  if (after === undefined || more.length > 0) return undefined;
  return { before: decodeFrame(before, '.'), text: decodeFrame(after, text) };
}

/** @returns the translation in a frame. @param source the text that was sent: shows whether a full stop was added. */
export function decodeFrame(frame: string, source: string): string {
  const body = lendsStop(source) && frame.endsWith('.') ? frame.slice(0, -1) : frame;
  // Escaped characters are kept. Other brackets belong to blanks and are removed.
  return body.replace(/\\([\s\S])|[[\]]/g, (_, kept: string | undefined) => kept ?? '');
}

function escaped(text: string): string {
  return text.replaceAll('\0', ' ').replace(MARKUP, '\\$&').replace(PASSED_THROUGH, '[$&]');
}

function lendsStop(text: string): boolean {
  return !SENTENCE_END.test(text);
}
