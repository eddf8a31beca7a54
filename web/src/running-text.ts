/** Joins pieces of one sentence. Pure. */

/** Scripts that are written without spaces between words, and their punctuation. */
const SPACELESS = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f\\uff00-\\uffef]';
const ENDS_SPACELESS = new RegExp(`${SPACELESS}$`, 'u');
const BEGINS_SPACELESS = new RegExp(`^${SPACELESS}`, 'u');

/** @returns each text with the space that separates it from the one before it, where the script has spaces. */
export function runningText(pieces: readonly { readonly text: string }[]): string[] {
  let before = '';
  return pieces.map(({ text }) => {
    const gap = before === '' || text === '' || isSpaceless(before, text) ? '' : ' ';
    if (text !== '') before = text;
    return gap + text;
  });
}

function isSpaceless(before: string, after: string): boolean {
  return ENDS_SPACELESS.test(before) || BEGINS_SPACELESS.test(after);
}
