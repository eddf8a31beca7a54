/** How wide text is, and how it may be broken into lines. Pure. */

/** Columns of one line of a caption: 42 Latin letters, or 16 Chinese, Japanese or Korean characters. */
export const LINE_COLUMNS = 42;
const WIDE_COLUMNS = LINE_COLUMNS / 16;

/** Scripts without spaces between words, and their punctuation. */
const SPACELESS = '\\p{Script=Han}\\u3000-\\u30ff\\u31f0-\\u31ff\\uff01-\\uff9f';
const WIDE = new RegExp(`[${SPACELESS}\\p{Script=Hangul}\\p{Emoji_Presentation}]`, 'u');
/** Of no width of their own: accents, joiners, marks of direction. */
const NONE = /[\p{M}\p{Cf}]/u;
/** What people see as one character. */
const CHARACTER = /\P{M}(?:\p{M}|\u200d\P{M})*|\p{M}+/gu;
/** No line begins with these, and none ends with an opening bracket. */
const CLOSING = '[\\p{Pe}\\p{Pf}\\p{Po}ー々〜ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*';
const OPENING = '[\\p{Ps}\\p{Pi}]*';
/** Characters between which a line may be broken, and words between them. */
const PIECE = new RegExp(`${OPENING}(?:[${SPACELESS}]\\p{M}*${CLOSING}|[^${SPACELESS}]+${CLOSING})|.`, 'gu');

/** What stays in one line. */
export interface Unit {
  readonly text: string;
  /** What separates it from the unit before it in the same line. */
  readonly gap: '' | ' ';
  /** Columns, at most those of a line. */
  readonly columns: number;
}

/** @returns the width in columns. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (WIDE.test(character)) columns += WIDE_COLUMNS;
    else if (!NONE.test(character)) columns += 1;
  }
  return columns;
}

/**
 * @param text A leading space is the gap before its first unit.
 * @returns words, or characters where the script has no spaces. Words that are longer than a line are cut.
 */
export function toUnits(text: string): Unit[] {
  const units: Unit[] = [];
  let gap: Unit['gap'] = /^\s/u.test(text) ? ' ' : '';
  for (const word of text.split(/\s+/u)) {
    for (const piece of word.match(PIECE) ?? []) {
      for (const part of cut(piece)) {
        units.push({ text: part, gap, columns: Math.min(columnsOf(part), LINE_COLUMNS) });
        gap = '';
      }
    }
    if (units.length > 0) gap = ' ';
  }
  return units;
}

/** @returns the piece in parts that fit into a line. */
function cut(piece: string): string[] {
  if (columnsOf(piece) <= LINE_COLUMNS) return [piece];
  const parts: string[] = [];
  let part = '';
  let columns = 0;
  for (const character of piece.match(CHARACTER) ?? []) {
    const more = columnsOf(character);
    if (part !== '' && columns + more > LINE_COLUMNS) {
      parts.push(part);
      part = '';
      columns = 0;
    }
    part += character;
    columns += more;
  }
  return [...parts, part];
}
