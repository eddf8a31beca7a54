/** Marks of direction: text of a language from right to left is read right, whatever it begins and ends with. Pure. */

const RIGHT_TO_LEFT = /^(ar|fa|he|ur|yi)(-|$)/;
const RLM = '\u200f';
const LRM = '\u200e';
const RIGHT = '\\p{Script=Arabic}\\p{Script=Hebrew}';
/** The first character that has a direction decides the line's. */
const BEGINS_RIGHT = new RegExp(`^[^\\p{L}]*[${RIGHT}]`, 'u');
const ENDS_RIGHT = new RegExp(`[${RIGHT}]$`, 'u');

function isRightToLeft(language: string): boolean {
  return RIGHT_TO_LEFT.test(language);
}

/**
 * @param text One line.
 * @returns the line with a mark where its own characters would set it wrong, in a program that goes by the first character
 * (at the beginning) or always from left to right (at the end).
 */
export function directed(text: string, language: string): string {
  const isRight = isRightToLeft(language);
  const begin = BEGINS_RIGHT.test(text) === isRight ? '' : isRight ? RLM : LRM;
  const end = isRight && !ENDS_RIGHT.test(text) ? RLM : '';
  return begin + text + end;
}
