/** Splits an engine's text into words and the marks around them. */

export interface WrittenWord {
  /** As written, with case and inner marks: `Dashwood`, `it's`, `ill-disposed`, `3.50`, `U.S.`. */
  readonly text: string;
  /** For comparing: without case and marks. Never empty. */
  readonly key: string;
  /** `¿` or `¡` before the word, else empty. */
  readonly before: string;
  /** One mark after the word (the first of several), else empty. */
  readonly after: string;
  /** True: written without a space before it, as in Chinese. */
  readonly glued: boolean;
}

/** Scripts without spaces: each character is a word, with the signs that belong to it. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const PIECE = new RegExp(`[${UNSPACED}][\\p{M}ー]*|[^${UNSPACED}]+`, 'gu');
const OF_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');
/** A word begins and ends with one of these. Any characters may be between them. */
const EDGE = `[${UNSPACED}\\p{L}\\p{N}\\p{M}\\p{Sc}\\p{Sm}%‰&@#°§№]`;
/** A number may also begin with a sign: `-5`, `–5`, `-$5`. */
const SIGN = '[-–](?=\\p{Sc}?\\.?\\p{N})';
/** After a space a word may also begin with a point: `.5`, `.NET`. */
const POINT = '\\.(?=[\\p{L}\\p{N}])';
const AFTER_BLANK = partsPattern(`${SIGN}\\p{Sc}?\\.?|${POINT}`);
const AFTER_PIECE = partsPattern(`${SIGN}\\p{Sc}?\\.?`);
const OPENING = /[¿¡]/u;
const CLOSING = /[.,?!;:…。，、？！；：؟،।]/u;
/** Words whose full stop is part of the word. Any other full stop ends a sentence. */
const TITLE = /^(?:mr|mrs|ms|dr|prof|st|jr|sr|vs)$/i;
const INITIALS = /^(?:\p{L}\.)+\p{L}$/u;

/** Quotes, brackets and dashes outside of words are left out. A token of marks only belongs to the word before it. */
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
      const { before, core, after } = parseWord(piece, glued);
      opening += before.match(OPENING)?.[0] ?? '';
      // A mark after a space and before a word ends no sentence.
      if (glued || core === '') close(words, before);
      if (core === '') continue;
      words.push({ text: core, key: toKey(core), before: opening.slice(0, 1), after, glued });
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

/** Whether a full stop after this text is part of the word. */
export function isAbbreviation(core: string): boolean {
  return TITLE.test(core) || INITIALS.test(core);
}

/** Length in spoken words: a character of a script without spaces is less than one word. */
export function spokenLength(words: readonly WrittenWord[]): number {
  return words.reduce((sum, { text }) => sum + (OF_UNSPACED.test(text) ? 0.4 : 1), 0);
}

/**
 * @returns what follows after the first `count` letters of the words: `not` of `cannot` after three; `disposed` of
 * `ill-disposed` after three
 */
export function wordsAfterLetters(words: readonly WrittenWord[], count: number): WrittenWord[] {
  let left = count;
  return words.flatMap((word) => {
    const skipped = Math.min(left, word.key.length);
    left -= skipped;
    if (skipped === 0) return [word];
    if (skipped === word.key.length) return [];
    let at = 0;
    for (let letters = 0; letters < skipped; at++) letters += toLetters(word.text.slice(at, at + 1)).length;
    const { core } = parseWord(word.text.slice(at), true);
    return [{ text: core, key: toKey(core), before: '', after: word.after, glued: false }];
  });
}

/** @param first what a word may begin with besides EDGE */
function partsPattern(first: string): RegExp {
  return new RegExp(
    `^(?<before>(?:(?!${EDGE}|${first}).)*)(?<core>(?:${first})?${EDGE}(?:.*${EDGE})?)?(?<after>.*)$`,
    'u',
  );
}

function parseWord(piece: string, glued: boolean): { before: string; core: string; after: string } {
  const { before = '', core = '', after = '' } = piece.match(glued ? AFTER_PIECE : AFTER_BLANK)?.groups ?? {};
  const abbreviation = after.startsWith('.') && isAbbreviation(core);
  const marks = abbreviation ? after.slice(1) : after;
  return { before, core: abbreviation ? `${core}.` : core, after: marks.match(CLOSING)?.[0] ?? '' };
}

function toKey(text: string): string {
  return toLetters(text) || text;
}

function toLetters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}

/** Adds a mark to the last word that stands apart from it. */
function close(words: WrittenWord[], marks: string): void {
  const [last, mark] = [words.at(-1), marks.match(CLOSING)?.[0]];
  if (last !== undefined && last.after === '' && mark !== undefined) words[words.length - 1] = { ...last, after: mark };
}
