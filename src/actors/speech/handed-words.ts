/**
 * Out: the words that were handed over, so that none is handed over twice when another recognition says it again. Compares
 * words and times: after a stream's death the next one recognises the same audio, and its times differ a little. Pure.
 */
import { keyOf, type SpokenWord } from './spoken-words.ts';

/** Item times of two recognitions of the same word differ by this much at most. */
const MOVED_MS = 60;
/** How far back from the last word handed over a word is looked for that both recognitions have. */
const ANCHOR_WORDS = 8;
/** Words without a final that are remembered: minutes of speech. One more forgets the oldest, which is then not compared. */
export const MAX_OPEN = 4_096;

interface Handed {
  readonly key: string;
  readonly endMs: number;
}

interface Anchor {
  /** Index of the word that both recognitions have. */
  readonly at: number;
  /** By how much its time has moved, ms. */
  readonly movedMs: number;
  /** It is the last word that was handed over. */
  readonly isLast: boolean;
}

export class HandedWords {
  /** Handed over, and no final has said them yet. */
  #open: Handed[] = [];
  /** The last words that a final has said. */
  #closed: Handed[] = [];
  #closedStream: object | undefined;

  /**
   * Whether the word at an index is the last one handed over: by its time or, if none of these words has that time, by
   * itself. Without that condition a word that is said twice would hide that two words before it have become one.
   */
  isLast(words: readonly SpokenWord[], at: number): boolean {
    const [word, last] = [words[at], this.#open.at(-1) ?? this.#closed.at(-1)];
    if (word === undefined || last === undefined) return false;
    const isThen = ({ endMs }: SpokenWord) => Math.abs(endMs - last.endMs) <= MOVED_MS;
    return isThen(word) || (keyOf(word) === last.key && !words.some(isThen));
  }

  add(words: readonly SpokenWord[]): void {
    for (const word of words) this.#open.push({ key: keyOf(word), endMs: word.endMs });
    if (this.#open.length > MAX_OPEN) this.#open.splice(0, this.#open.length - MAX_OPEN);
  }

  /**
   * @param stream The stream of these words. A stream says each part of the audio in one result only.
   * @returns the index of the first word that was not handed over.
   */
  firstNew(words: readonly SpokenWord[], stream: object): number {
    const isOpen = this.#open.length > 0;
    if (!isOpen && (this.#closed.length === 0 || this.#closedStream === stream)) return 0;
    const handed = [...this.#closed, ...this.#open].slice(-ANCHOR_WORDS);
    const endMs = (handed.at(-1) as Handed).endMs;
    const anchor = findAnchor(words, handed, endMs);
    if (!isOpen) return anchor?.isLast === true && isPiece(words[anchor.at] as SpokenWord) ? anchor.at + 1 : 0;
    if (anchor?.isLast === true) return anchor.at + 1;
    const movedMs = anchor?.movedMs ?? 0;
    let first = anchor === undefined ? 0 : anchor.at + 1;
    while (first < words.length && isWithin(words[first] as SpokenWord, endMs, movedMs)) first += 1;
    return first;
  }

  /**
   * A final has said these words again, all of which were handed over.
   * @param untilMs It says everything up to here: only what ends later is left for a later final.
   * @returns how many of its words differ from what was handed over.
   */
  compare(words: readonly SpokenWord[], untilMs: number): number {
    const isWhole = (this.untilMs ?? 0) <= untilMs + MOVED_MS;
    const { compared, different } = nearest(words.map(keyOf), this.#open, isWhole);
    this.#keep(this.#open.splice(0, compared));
    return different;
  }

  /** No later final says what was handed over: one of this stream has said it, or none will. */
  close(stream: object | undefined): void {
    this.#keep(this.#open);
    this.#open = [];
    this.#closedStream = stream;
  }

  /** Words handed over that no final has said yet. */
  get open(): number {
    return this.#open.length;
  }

  /** The end of the last of them, session ms. */
  get untilMs(): number | undefined {
    return this.#open.at(-1)?.endMs;
  }

  #keep(said: readonly Handed[]): void {
    this.#closed = [...this.#closed, ...said.slice(-ANCHOR_WORDS)].slice(-ANCHOR_WORDS);
  }
}

/** Finds the latest word of `handed` that the new words have too, at about the same time. */
function findAnchor(words: readonly SpokenWord[], handed: readonly Handed[], endMs: number): Anchor | undefined {
  const near = words.findLastIndex(({ startMs }) => startMs < endMs + MOVED_MS);
  const keys = words.slice(0, near + 1).map(keyOf);
  for (let back = 1; back <= handed.length; back += 1) {
    const { key, endMs: handedEndMs } = handed[handed.length - back] as Handed;
    let best: (Anchor & { readonly alike: number }) | undefined;
    for (let at = near; at >= 0; at -= 1) {
      const word = words[at] as SpokenWord;
      const movedMs = word.endMs - handedEndMs;
      if (movedMs < -MOVED_MS) break;
      // The last two may end later still, as long as they begin before the end of what was handed over.
      if (keys[at] !== key || (movedMs > MOVED_MS && (back > 2 || word.endMs <= endMs))) continue;
      const alike = countAlike(words, at, handed, handed.length - back);
      const isNearer = best === undefined || Math.abs(movedMs) <= Math.abs(best.movedMs);
      if (best !== undefined && (alike < best.alike || (alike === best.alike && !isNearer))) continue;
      best = { at, movedMs, isLast: back === 1, alike };
    }
    if (best !== undefined) return best.movedMs > MOVED_MS ? { ...best, movedMs: 0 } : best;
  }
  return undefined;
}

/** @returns how many words up to these two are the same at about the same time; half a word more when both begin there. */
function countAlike(words: readonly SpokenWord[], at: number, handed: readonly Handed[], handedAt: number): number {
  let alike = 1;
  while (alike <= at && alike <= handedAt) {
    const [word, other] = [words[at - alike] as SpokenWord, handed[handedAt - alike] as Handed];
    if (Math.abs(word.endMs - other.endMs) > MOVED_MS || keyOf(word) !== other.key) break;
    alike += 1;
  }
  return alike > at && alike > handedAt ? alike + 0.5 : alike;
}

/**
 * A final has said the word, so its audio is gone; only when the final's end was too early, the last of it comes once more.
 * A longer word that is the same was said twice.
 */
function isPiece({ startMs, endMs }: SpokenWord): boolean {
  return endMs - startMs <= MOVED_MS;
}

function isWithin({ startMs, endMs }: SpokenWord, handedEndMs: number, movedMs: number): boolean {
  return endMs - movedMs <= handedEndMs + MOVED_MS && (startMs + endMs) / 2 - movedMs < handedEndMs;
}

/** Edit distance of the words to that beginning of `handed` which is most like them, or to all of it. */
function nearest(
  keys: readonly string[],
  handed: readonly Handed[],
  isWhole: boolean,
): { readonly compared: number; readonly different: number } {
  let row = Array.from({ length: handed.length + 1 }, (_, i) => i);
  for (const [i, key] of keys.entries()) {
    const next = [i + 1];
    for (const [j, { key: handedKey }] of handed.entries()) {
      const [left, above, before] = [next[j] as number, row[j + 1] as number, row[j] as number];
      next.push(Math.min(left + 1, above + 1, before + (key === handedKey ? 0 : 1)));
    }
    row = next;
  }
  if (isWhole) return { compared: handed.length, different: row[handed.length] as number };
  const different = Math.min(...row);
  return { compared: row.lastIndexOf(different), different };
}
