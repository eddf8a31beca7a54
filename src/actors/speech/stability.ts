/** Out: how stable the open words of a partial are, and what of them is shown and translated. */
import { type SpokenResult, stablePrefixOf, textOf } from './spoken-words.ts';

/** A partial with this score or more is forwarded whole; of a less stable one, its stable prefix. */
export const STABILITY_THRESHOLD = 0.85;

export interface OpenTail {
  /** The whole tail is stable enough; otherwise the text is its stable prefix, perhaps empty. */
  readonly isStableEnough: boolean;
  /** Of the text: the share of its words that are marked stable. The service gives booleans, not a score. */
  readonly score: number;
  readonly text: string;
  /** Words in the text. */
  readonly words: number;
  /** Words of the stable prefix. */
  readonly stableWords: number;
}

/** @param first The first word of the tail; there is one. */
export function toOpenTail(result: SpokenResult, first: number): OpenTail {
  const tail = result.words.slice(first);
  const score = tail.filter(({ isStable }) => isStable).length / tail.length;
  const stableWords = Math.max(0, stablePrefixOf(result.words) - first);
  if (score >= STABILITY_THRESHOLD) {
    const text = first === 0 ? result.text : result.text.slice(result.words[first]?.from).trim();
    return { isStableEnough: true, score, text, words: tail.length, stableWords };
  }
  const text = textOf(result, first, first + stableWords);
  return { isStableEnough: false, score: stableWords > 0 ? 1 : score, text, words: stableWords, stableWords };
}
