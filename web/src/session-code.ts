/** Session codes as people type and paste them. Pure. */

/** Blanks, underlines, hyphens and the dashes that a phone makes of them. */
const BETWEEN_WORDS = /[\s_\p{Dash}]+/gu;
/** Quotes and stops that were copied with it. */
const AROUND = /^[^a-z0-9]+|[^a-z0-9]+$/g;

/** @returns the code in its normal form: lower case, hyphens between its words; of a link, the code in it. */
export function tidyCode(text: string): string {
  return codeIn(text.trim()).toLowerCase().replace(BETWEEN_WORDS, '-').replace(AROUND, '');
}

function codeIn(text: string): string {
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return text;
  return new URL(text).searchParams.get('code') ?? text;
}
