/**
 * Writes a translation as its original: case, blanks, full stops. Apertium keeps the blanks of words that it drops, always
 * begins with a capital, and keeps English digits. Words are not changed, and the marks of the original stay.
 */
import { baseLanguage } from '../language-code.ts';
import { withFirstLetterOf } from './first-letter.ts';
import { withOpeningMarks } from './opening-marks.ts';

export interface TranslatedText {
  readonly original: string;
  readonly translated: string;
  readonly source: string;
  readonly target: string;
}

const BLANK_BEFORE_MARK = /[ \t]+(?=[,.;:!?…)\]}])/g;
const BLANK_AFTER_OPENING = /(?<=(?:^|\s)["“‘«([{])[ \t]+/g;
/** 1,000 and 1,234,567: in most of Europe the comma would be read as a decimal point. */
const GROUPED_NUMBER = /(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])/g;
const OPENS_QUESTIONS = new Set(['es', 'ast']);

export function writtenAs({ original, translated, source, target }: TranslatedText): string {
  const blanks = translated.replace(/ {2,}/g, ' ').trim();
  const close = lacks(original, BLANK_BEFORE_MARK) ? blanks.replace(BLANK_BEFORE_MARK, '') : blanks;
  const tight = lacks(original, BLANK_AFTER_OPENING) ? close.replace(BLANK_AFTER_OPENING, '') : close;
  // The full stop of an abbreviation (EE.UU.) also ends the sentence.
  const stopped = lacks(original, /\.\./) ? tight.replace(/\.{2}/g, '.') : tight;
  const cased = withFirstLetterOf(original, stopped);
  const numbers = isEnglish(source) && !isEnglish(target) ? ungrouped(cased) : cased;
  return OPENS_QUESTIONS.has(baseLanguage(target)) ? withOpeningMarks(numbers) : numbers;
}

function ungrouped(text: string): string {
  return text.replace(GROUPED_NUMBER, (number) => number.replaceAll(',', ''));
}

function isEnglish(language: string): boolean {
  return baseLanguage(language) === 'en';
}

function lacks(text: string, what: RegExp): boolean {
  return text.search(what) < 0;
}
