/** Plain text to Apertium's stream format and back. What Apertium would read as markup is escaped, so it survives. */

/** Ends every frame. Without a blank before the null byte some stages hold a request back until the next one. */
const TAIL = '[][\n]';
const MARKUP = /[\\[\]^$@/<>{}]/g;
/** Line ends, and the tilde (a mark of its own to the post-generator), travel as blanks, which are passed through. */
const PASSED_THROUGH = /[ \t]*[\r\n~][\r\n~ \t]*/g;
const SENTENCE_END = /[.!?;:…]\s*$/;

/** The text as one frame, without its null byte. A full stop is lent to text that ends without one. */
export function encodeFrame(text: string): string {
  const clean = text.replaceAll('\0', ' ');
  const escaped = clean.replace(MARKUP, '\\$&').replace(PASSED_THROUGH, '[$&]');
  return `${escaped}${lendsStop(clean) ? '.' : ''}${TAIL}`;
}

/** The translation in a frame that came back. @param source the text that was sent: says whether a full stop was lent. */
export function decodeFrame(frame: string, source: string): string {
  let body = frame.endsWith(TAIL) ? frame.slice(0, -TAIL.length) : frame;
  if (lendsStop(source) && body.endsWith('.')) body = body.slice(0, -1);
  // An escaped character is kept, a bare bracket was a blank's and goes.
  return body.replace(/\\([\s\S])|[[\]]/g, (_, kept: string | undefined) => kept ?? '');
}

function lendsStop(text: string): boolean {
  return !SENTENCE_END.test(text);
}
