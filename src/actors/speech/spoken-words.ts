/**
 * Out: the words of one result on the session clock, each with its marks and its place in the text. Text is always a piece
 * of the service's own text, so that blanks and marks stay as the service wrote them. Pure.
 */
import type { StreamTimeline } from '../../audio/stream-timeline.ts';
import type { TranscriptionItem, TranscriptionResult } from '../ports/transcription.ts';

export interface SpokenWord {
  readonly content: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly isStable: boolean;
  /** The marks that follow it; empty when there are none. */
  readonly mark: string;
  readonly isMarkStable: boolean;
  /** Its place in the text: where it begins, with its opening marks; its own end; the end of its marks. */
  readonly from: number;
  readonly wordEnd: number;
  readonly to: number;
}

export interface SpokenResult {
  readonly resultId: string;
  readonly isPartial: boolean;
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly words: readonly SpokenWord[];
}

type Times = Pick<StreamTimeline, 'toSessionMs'>;
type Draft = { -readonly [K in keyof SpokenWord]: SpokenWord[K] };

/** Marks that belong to the word after them. */
const OPENING = /^[¿¡«“„‘([{「『（《〈【]+$/;
const LETTER = /[\p{L}\p{N}]/u;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** Vowel signs are marks (M) in Hindi: का, की and के differ in nothing else. */
const NOT_WRITTEN = /[^\p{L}\p{M}\p{N}]+/gu;

/** @param timeline The time of the stream that the result came from. A result without items gets its words from its text. */
export function toSpokenResult(result: TranscriptionResult, timeline: Times): SpokenResult {
  const { resultId, isPartial } = result;
  const items = result.text.trim() === '' ? [] : withTimes(result);
  const found = placesIn(result.text, items);
  const { text, places } = found === undefined ? joined(items) : { text: result.text, places: found };
  const words = toWords(items, places, isPartial, timeline);
  const [startMs, endMs] = [timeline.toSessionMs(result.startMs), timeline.toSessionMs(result.endMs)];
  return { resultId, isPartial, text, startMs, endMs, words };
}

/** The leading words that the recogniser has marked stable. A mark that it may still change ends them after its word. */
export function stablePrefixOf(words: readonly SpokenWord[]): number {
  const end = words.findIndex(({ isStable, isMarkStable }) => !isStable || !isMarkStable);
  if (end < 0) return words.length;
  return words[end]?.isStable === true ? end + 1 : end;
}

/** The text of the words `from` to `to` (exclusive), with the marks of the last one if they are stable. */
export function textOf({ text, words }: SpokenResult, from: number, to: number): string {
  const [first, last] = [words[from], words[to - 1]];
  if (first === undefined || last === undefined) return '';
  return text.slice(first.from, last.isMarkStable ? last.to : last.wordEnd).trim();
}

/** A word without case and marks, to compare it with another recognition of it. */
export function keyOf({ content }: Pick<SpokenWord, 'content'>): string {
  const lower = content.normalize('NFKC').toLowerCase();
  return lower.replace(NOT_WRITTEN, '') || lower;
}

/** Runs for every word of every partial: plain objects, filled in place. */
function toWords(
  items: readonly TranscriptionItem[],
  places: readonly number[],
  isPartial: boolean,
  timeline: Times,
): SpokenWord[] {
  const words: Draft[] = [];
  let opensAt: number | undefined;
  let last: Draft | undefined;
  /** The last word has marks, and none of them has a flag. */
  let isUnsure = false;
  for (let i = 0; i < items.length; i += 1) {
    const { content, kind, startMs, endMs, stable } = items[i] as TranscriptionItem;
    const at = places[i] as number;
    const to = at + content.length;
    if (kind === 'pronunciation') {
      const isStable = !isPartial || stable === true;
      // A mark without a flag is as sure as the word after it.
      if (isUnsure && last !== undefined) last.isMarkStable = isStable;
      isUnsure = false;
      const [start, end] = [timeline.toSessionMs(startMs), timeline.toSessionMs(endMs)];
      last = {
        content,
        startMs: start,
        endMs: end,
        isStable,
        mark: '',
        isMarkStable: true,
        from: opensAt ?? at,
        wordEnd: to,
        to,
      };
      words.push(last);
      opensAt = undefined;
    } else if (OPENING.test(content)) {
      opensAt ??= at;
    } else if (last !== undefined) {
      last.mark += content;
      last.to = to;
      isUnsure = isPartial && stable === undefined;
      last.isMarkStable = last.isMarkStable && (!isPartial || stable === true);
    }
  }
  return words;
}

/** @returns where each item begins in the text; undefined when one is not there in its turn. */
function placesIn(text: string, items: readonly TranscriptionItem[]): number[] | undefined {
  const places: number[] = [];
  let end = 0;
  for (const { content } of items) {
    // Nearly always right there, or after one blank.
    let at = text.startsWith(content, end) ? end : end + 1;
    if (at > end && !(text[end] === ' ' && text.startsWith(content, at))) {
      at = text.indexOf(content, end);
      if (at < 0 || LETTER.test(text.slice(end, at))) return undefined;
    }
    places.push(at);
    end = at + content.length;
  }
  return places;
}

function joined(items: readonly TranscriptionItem[]): { readonly text: string; readonly places: number[] } {
  const places: number[] = [];
  let text = '';
  let isTight = true;
  for (const { content, kind } of items) {
    const isOpening = kind === 'punctuation' && OPENING.test(content);
    const isBlank = !isTight && (kind === 'pronunciation' || isOpening) && !UNSPACED.test(content);
    if (isBlank) text += ' ';
    places.push(text.length);
    text += content;
    isTight = isOpening;
  }
  return { text, places };
}

/** The items, with times: those of the service or, if it gives none, the result's time spread over their letters. */
function withTimes({ text, items, startMs, endMs }: TranscriptionResult): readonly TranscriptionItem[] {
  const spoken = items.filter(({ kind }) => kind === 'pronunciation');
  if (spoken.some((item) => item.endMs > item.startMs)) return items;
  const given: readonly Omit<TranscriptionItem, 'startMs' | 'endMs'>[] = spoken.length > 0 ? items : wordsOf(text);
  const lengthOf = (item: (typeof given)[number]) => (item.kind === 'pronunciation' ? item.content.length : 0);
  const msPerLetter = (endMs - startMs) / given.reduce((sum, item) => sum + lengthOf(item), 0);
  let letters = 0;
  return given.map((item) => {
    const from = letters;
    letters += lengthOf(item);
    return { ...item, startMs: startMs + from * msPerLetter, endMs: startMs + letters * msPerLetter };
  });
}

function wordsOf(text: string): Omit<TranscriptionItem, 'startMs' | 'endMs'>[] {
  const contents = text.split(/\s+/).filter((content) => content !== '');
  return contents.map((content) => ({ content, kind: 'pronunciation' }));
}
