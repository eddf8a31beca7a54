/** Joins a result's items to its transcript, as the service writes it. */
import type { RecognisedItem } from './recogniser.ts';

/** Scripts that are written without blanks between words. */
const UNSPACED =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー]';
const ENDS_UNSPACED = new RegExp(`${UNSPACED}\\p{M}*$`, 'u');
const BEGINS_UNSPACED = new RegExp(`^${UNSPACED}`, 'u');
/** Marks of the scripts without blanks: no blank after them either. */
const WIDE_MARK = /^[。、，？！；：]/u;
const OPENING_MARK = /^[¿¡]/u;

type Item = Pick<RecognisedItem, 'content' | 'type'>;

/** A blank between two words, none before a mark, and none beside a word of a script without blanks. */
export function joinItems(items: readonly Item[]): string {
  return items.map((item, i) => `${isApart(items[i - 1], item) ? ' ' : ''}${item.content}`).join('');
}

function isApart(before: Item | undefined, item: Item): boolean {
  if (before === undefined) return false;
  if (item.type === 'punctuation') return OPENING_MARK.test(item.content);
  if (before.type === 'punctuation') return !OPENING_MARK.test(before.content) && !WIDE_MARK.test(before.content);
  return !ENDS_UNSPACED.test(before.content) && !BEGINS_UNSPACED.test(item.content);
}
