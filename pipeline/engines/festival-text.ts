/**
 * Plain text as Festival's Catalan voices read it well: ISO-8859-15 bytes, one piece a paragraph. What they would spell out,
 * name ("guió") or leave out is written as it is said. Speaks nothing; the result is data, whatever it looks like.
 */
import { textPieces } from './text-pieces.ts';

/** Festival's time grows with the square of a piece's words: 200 characters take 0.4 s, 400 0.8 s. Usual finals are shorter. */
const PIECE_CHARACTERS = 200;
/** Festival runs out of memory on words of thousands of characters. */
const WORD_CHARACTERS = 40;
/** Of more digits it says that the number is too large. */
const NUMBER_DIGITS = 12;

/** Letters and marks the voice knows; everything else is rewritten or left out. */
const READ = /[\x20-\x7eÀÈÉÍÏÒÓÚÜÇàèéíïòóúüç·ªº€£]/;
const REWRITTEN: Readonly<Record<string, string>> = {
  ...{ '’': "'", '‘': "'", '´': "'", '`': "'", '–': ' - ', '—': ' - ', '―': ' - ', '−': '-', '‐': '-', '‑': '-' },
  ...{ '"': ' ', '“': ' ', '”': ' ', '„': ' ', '«': ' ', '»': ' ', '¿': '', '¡': '', '•': '·' },
  // The sound, in Catalan spelling.
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
/** The euro sign of ISO-8859-15, as Latin-1 has that byte. */
const EURO = '\u{a4}';

/** No bytes when there is nothing to say. */
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
  // An accent the voice does not know is left out, and what shows nothing by itself.
  const plain = character.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '');
  return Array.from(plain, (part) => REWRITTEN[part] ?? (READ.test(part) ? part : ' ')).join('');
}

/** Marks that stand alone are said by name: a dash becomes a pause, the others join the word before, or go. */
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
