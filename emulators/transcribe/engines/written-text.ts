/** Gives the form of written text to the output of a model that writes in CAPITALS, or without case and marks. */

const HAS_MARK = /[.,?!;:。，、？！]/u;
const ENGLISH_I = /\bi(?=$|['’\s])/gu;

/**
 * Text with both cases or with marks is not changed, because its model writes them itself; nor is a script without case.
 * @param whole true: the text is a whole utterance and gets a full stop
 */
export function writtenText(text: string, whole = true): string {
  const plain = text.trim();
  const lower = plain.toLowerCase();
  const upper = plain.toUpperCase();
  const oneCase = lower !== upper && (plain === lower || plain === upper);
  // A single capital letter occurs in both kinds of text.
  if (!oneCase || HAS_MARK.test(plain)) return plain;
  const words = lower.replace(ENGLISH_I, 'I');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${whole ? '.' : ''}`;
}
