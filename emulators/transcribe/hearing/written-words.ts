/** Splits what an engine wrote into words and the marks around them. Knows no times. */

export interface WrittenWord {
  /** As written, with its case and its inner marks: `Dashwood`, `it's`, `ill-disposed`, `3.50`, `U.S.`. */
  readonly text: string;
  /** For comparing: without case and marks. Never empty. */
  readonly key: string;
  /** `¿` or `¡` before the word, else empty. */
  readonly before: string;
  /** One mark after the word (the first of several), else empty. */
  readonly after: string;
  /** Written without a space before it, as in Chinese. */
  readonly glued: boolean;
}

/** Written without spaces: each character is a word of its own, with the signs that belong to it. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const PIECE = new RegExp(`[${UNSPACED}][\\p{M}ー]*|[^${UNSPACED}]+`, 'gu');
const OF_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');
/** A word begins and ends with one of these; between them anything may stand. */
const EDGE = `[${UNSPACED}\\p{L}\\p{N}\\p{M}\\p{Sc}\\p{Sm}%‰&@#°§№]`;
/** What a number may begin with besides: `-5`, `–5`, `-$5`, */
const SIGN = '[-–](?=\\p{Sc}?\\.?\\p{N})';
/** and, after a blank, `.5`, `.NET`. */
const POINT = '\\.(?=[\\p{L}\\p{N}])';
const AFTER_BLANK = partsPattern(`${SIGN}\\p{Sc}?\\.?|${POINT}`);
const AFTER_PIECE = partsPattern(`${SIGN}\\p{Sc}?\\.?`);
const OPENING = /[¿¡]/u;
const CLOSING = /[.,?!;:…。，、？！；：؟،।]/u;
/** Their full stop is part of the word; any other ends a sentence. */
const TITLE = /^(?:mr|mrs|ms|dr|prof|st|jr|sr|vs)$/i;
const INITIALS = /^(?:\p{L}\.)+\p{L}$/u;

/** Quotes, brackets and dashes outside of words are left out; a token of marks alone belongs to the word before it. */
export function writtenWords(text: string): WrittenWord[] {
  const words: WrittenWord[] = [];
  let opening = '';
  const plain = text
    .normalize('NFC')
    .replace(/—+|-{2,}|(?<!(?:^|[\s—]))–+|–+(?!\p{Sc}?\.?\p{N})/gu, ' ')
    .replace(/\.{2,}/g, '… ');
  for (const token of plain.split(/\s+/u)) {
    let glued = false;
    for (const [piece] of token.matchAll(PIECE)) {
      const { before, core, after } = partsOf(piece, glued);
      opening += before.match(OPENING)?.[0] ?? '';
      // After a blank and before a word it ends nothing.
      if (glued || core === '') close(words, before);
      if (core === '') continue;
      words.push({ text: core, key: keyOf(core), before: opening.slice(0, 1), after, glued });
      opening = '';
      glued = true;
    }
  }
  return words;
}

/** Words as one line of text, marks attached. */
export function joinWords(words: readonly WrittenWord[]): string {
  return words
    .map(({ text, before, after, glued }, i) => `${i === 0 || glued ? '' : ' '}${before}${text}${after}`)
    .join('');
}

/** Of spoken words: a character of an unspaced script is less than one. */
export function spokenLength(words: readonly WrittenWord[]): number {
  return words.reduce((sum, { text }) => sum + (OF_UNSPACED.test(text) ? 0.4 : 1), 0);
}

/**
 * Of the letters of some words in a row, what comes after so many of them: `not` of `cannot`, after three; `disposed` of
 * `ill-disposed`.
 */
export function wordsAfterLetters(words: readonly WrittenWord[], count: number): WrittenWord[] {
  let left = count;
  return words.flatMap((word) => {
    const skipped = Math.min(left, word.key.length);
    left -= skipped;
    if (skipped === 0) return [word];
    if (skipped === word.key.length) return [];
    let at = 0;
    for (let letters = 0; letters < skipped; at++) letters += lettersOf(word.text.slice(at, at + 1)).length;
    const { core } = partsOf(word.text.slice(at), true);
    return [{ text: core, key: keyOf(core), before: '', after: word.after, glued: false }];
  });
}

/** @param first what a word may begin with besides EDGE */
function partsPattern(first: string): RegExp {
  return new RegExp(
    `^(?<before>(?:(?!${EDGE}|${first}).)*)(?<core>(?:${first})?${EDGE}(?:.*${EDGE})?)?(?<after>.*)$`,
    'u',
  );
}

function partsOf(piece: string, glued: boolean): { before: string; core: string; after: string } {
  const { before = '', core = '', after = '' } = piece.match(glued ? AFTER_PIECE : AFTER_BLANK)?.groups ?? {};
  const abbreviation = after.startsWith('.') && (TITLE.test(core) || INITIALS.test(core));
  const marks = abbreviation ? after.slice(1) : after;
  return { before, core: abbreviation ? `${core}.` : core, after: marks.match(CLOSING)?.[0] ?? '' };
}

function keyOf(text: string): string {
  return lettersOf(text) || text;
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}

/** Gives the last word a mark that stands apart from it. */
function close(words: WrittenWord[], marks: string): void {
  const [last, mark] = [words.at(-1), marks.match(CLOSING)?.[0]];
  if (last !== undefined && last.after === '' && mark !== undefined) words[words.length - 1] = { ...last, after: mark };
}
