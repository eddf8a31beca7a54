/** Plain text to Apertium's stream format and back. What Apertium would read as markup is escaped, so it survives. */

const MARKUP = /[\\[\]^$@/<>{}]/g;
/** Line ends, and the tilde (a mark of its own to the post-generator), travel as blanks, which are passed through. */
const PASSED_THROUGH = /[ \t]*[\r\n~][\r\n~ \t]*/g;
/** With what closes after it. */
const SENTENCE_END = /[.!?;:…]["'”’»)\]}]*\s*$/;

/** The text as a frame. A full stop is lent to text that ends without one. */
export function encodeFrame(text: string): string {
  const clean = text.replaceAll('\0', ' ');
  const escaped = clean.replace(MARKUP, '\\$&').replace(PASSED_THROUGH, '[$&]');
  return lendsStop(clean) ? `${escaped}.` : escaped;
}

/** The translation in a frame that came back. @param source the text that was sent: says whether a full stop was lent. */
export function decodeFrame(frame: string, source: string): string {
  const body = lendsStop(source) && frame.endsWith('.') ? frame.slice(0, -1) : frame;
  // An escaped character is kept, a bare bracket was a blank's and goes.
  return body.replace(/\\([\s\S])|[[\]]/g, (_, kept: string | undefined) => kept ?? '');
}

function lendsStop(text: string): boolean {
  return !SENTENCE_END.test(text);
}
