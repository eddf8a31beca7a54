/**
 * Converts plain text to a form that Festival's Catalan voices read well: ISO-8859-15 bytes, one paragraph for each piece.
 * What the voices would spell, name ("guió") or leave out is written as it is said. The result is data, never Scheme.
 */
import { textPieces } from './text-pieces.ts';

/** Festival's time grows with the square of a piece's words: 200 characters take 0.4 s, 400 0.8 s. Usual finals are shorter. */
const PIECE_CHARACTERS = 200;
/** Festival runs out of memory on words of thousands of characters. */
const WORD_CHARACTERS = 40;
/** For more digits Festival says that the number is too large. */
const NUMBER_DIGITS = 12;

/** Letters and marks that the voice knows. All others are rewritten or left out. */
const READ = /[\x20-\x7eÀÈÉÍÏÒÓÚÜÇàèéíïòóúüç·ªº€£]/;
const REWRITTEN: Readonly<Record<string, string>> = {
  ...{ '’': "'", '‘': "'", '´': "'", '`': "'", '–': ' - ', '—': ' - ', '―': ' - ', '−': '-', '‐': '-', '‑': '-' },
  ...{ '"': ' ', '“': ' ', '”': ' ', '„': ' ', '«': ' ', '»': ' ', '¿': '', '¡': '', '•': '·' },
  // Written by their sound, in Catalan spelling.
  ...{ ŀ: 'l·', Ŀ: 'L·', ñ: 'ny', Ñ: 'Ny', ß: 'ss', ø: 'o', Ø: 'O', æ: 'e', Æ: 'E', œ: 'e', Œ: 'E' },
  ...{ ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ð: 'd', þ: 't', ı: 'i', '⁄': '/', '°': ' graus ', '½': ' i mig ' },
};
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  ...{
    sr: 'senyor',
    sra: 'senyora',
    srs: 'senyors',
    sres: 'senyores',
    srta: 'senyoreta',
    dr: 'doctor',
    dra: 'doctora',
  },
  ...{ etc: 'etcètera', núm: 'número', pàg: 'pàgina', prof: 'professor' },
};
/** The byte of the euro sign in ISO-8859-15, as a Latin-1 character. */
const EURO = '\u{a4}';

/** @returns no bytes if there is nothing to say. */
export function festivalText(text: string): Buffer {
  const letters = Array.from(text.normalize('NFC'), readable).join('');
  const amounts = letters
    .replace(/([^\d\s])\1{3,}/gu, '$1$1$1')
    .replace(/([€£])\s?(\d+(?:[.,]\d+)*)/g, '$2$1')
    .replace(/(\d) (?=[%€£$])/g, '$1')
    .replace(new RegExp(`\\d{${NUMBER_DIGITS + 1},}`, 'g'), (digits) => digits.split('').join(' '));
  const words = joinMarks(amounts.split(/\s+/)).flatMap(readableWord);
  if (!/[^\s.,:;!?]/.test(words.join(''))) return Buffer.alloc(0);
  const pieces = textPieces(words.join(' '), PIECE_CHARACTERS);
  return Buffer.from(pieces.join('\n\n').replaceAll('€', EURO), 'latin1');
}

function readable(character: string): string {
  const rewritten = REWRITTEN[character];
  if (rewritten !== undefined) return rewritten;
  if (READ.test(character)) return character;
  // Accents that the voice does not know are left out, and so are invisible characters.
  const plain = character.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '');
  return Array.from(plain, (part) => REWRITTEN[part] ?? (READ.test(part) ? part : ' ')).join('');
}

/** Festival says the names of separate marks. So a dash becomes a pause, and other marks join the word before or are left out. */
function joinMarks(tokens: readonly string[]): readonly string[] {
  const words: string[] = [];
  for (const token of tokens) {
    const mark = /^-+$/.test(token) ? ',' : token;
    const last = words.at(-1);
    if (/[^.,:;!?()[\]{}'-]/.test(mark)) words.push(mark.replace(/^(?:[,:;!?]|\.{2,})+/, ''));
    else if (last !== undefined && /^[.,:;!?]+$/.test(mark) && !/[.,:;!?]$/.test(last))
      words[words.length - 1] = last + mark;
  }
  return words;
}

function readableWord(word: string): readonly string[] {
  const [, abbreviated = '', marks = ''] = /^(\p{L}+)\.?([,:;!?]*)$/u.exec(word) ?? [];
  const name = abbreviated.toLowerCase();
  if (Object.hasOwn(ABBREVIATIONS, name)) return [`${ABBREVIATIONS[name]}${marks}`];
  return textPieces(word, WORD_CHARACTERS);
}
