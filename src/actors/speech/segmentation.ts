/**
 * Out: cuts what is recognised into segments, each handed over for good: every stable word is in exactly one segment,
 * whatever later results, a final or another stream say of it. Pure: it has no clock, and time comes with each call.
 */
import type { SegmentCut } from '../ports/metric-names.ts';
import { HandedWords } from './handed-words.ts';
import { type CutOptions, dueAtMsOf, findCut, isLate } from './segment-ends.ts';
import { type SpokenResult, type SpokenWord, stablePrefixOf, textOf } from './spoken-words.ts';

export interface Segment {
  readonly resultId: string;
  /** Counts the segments of a result, from 0. */
  readonly segment: number;
  /** The last one of its result. A result whose stream died has none, nor one whose final adds no words. */
  readonly isSegmentFinal: boolean;
  readonly by: SegmentCut;
  readonly text: string;
  readonly words: readonly SpokenWord[];
  readonly startMs: number;
  readonly endMs: number;
}

export interface Cut {
  readonly segments: readonly Segment[];
  /** The segment that is still open, and the first of its words in the result. */
  readonly segment: number;
  readonly first: number;
  /** The first word that its lines say: words before it are in segments of a result whose stream died. */
  readonly base: number;
  /** Words of a final that differ from what was handed over. */
  readonly contradicted: number;
}

/** A result without a final. */
interface Open {
  result: SpokenResult;
  readonly stream: object;
  /** The number of the open segment. */
  segment: number;
  /** The first word that was not handed over. */
  first: number;
  /** The first word that its lines say. */
  base: number;
}

export class Segmentation {
  readonly #options: CutOptions;
  readonly #handed = new HandedWords();
  #open: Open | undefined;
  #wasLate = false;
  /** Words handed over were not in the final of their result: they may be said in the next one. */
  #areMoved = false;

  constructor(options: CutOptions) {
    this.#options = options;
  }

  /**
   * @param result The results of a stream come in order, one open at a time. Its times are on the session clock.
   * @param stream Any object that stands for the stream that it came from.
   * @param nowMs The session clock now.
   */
  accept(result: SpokenResult, stream: object, nowMs: number): Cut {
    const open = this.#openFor(result, stream);
    if (result.isPartial) {
      const segments = this.#cut(open, nowMs);
      return { segments, segment: open.segment, first: open.first, base: open.base, contradicted: 0 };
    }
    const { first, segment } = open;
    const { words } = result;
    const isMore = first < words.length;
    const untilMs = isMore ? Number.POSITIVE_INFINITY : segment > 0 ? result.endMs : Number.NEGATIVE_INFINITY;
    const contradicted = this.#handed.compare(words.slice(0, first), untilMs);
    const segments = isMore ? [this.#hand(open, words.length, 'final')] : [];
    if (isMore || this.#handed.open === 0) this.#handed.close(stream);
    this.#areMoved = segment > 0 && this.#handed.open > 0;
    this.#open = undefined;
    return { segments, segment, first, base: open.base, contradicted };
  }

  /** Hands over what has waited too long since the last result. */
  due(nowMs: number): readonly Segment[] {
    return this.#open ? this.#cut(this.#open, nowMs) : [];
  }

  /** When the oldest stable word has waited too long, session ms; undefined when nothing is to be cut for that. */
  dueAtMs(nowMs: number): number | undefined {
    if (this.#options.mode !== 'clause' || this.#open === undefined) return undefined;
    const { first, result } = this.#open;
    const stable = stablePrefixOf(result.words);
    return dueAtMsOf({ result, first, stable, nowMs, wasLate: this.#wasLate }, this.#options);
  }

  /** The open result gets no final. @returns its stable words, and the end of all words without one that were handed over. */
  forfeit(): { readonly segments: readonly Segment[]; readonly untilMs: number | undefined } {
    const open = this.#open;
    this.#open = undefined;
    const stable = open === undefined ? 0 : stablePrefixOf(open.result.words);
    const isLeft = open !== undefined && stable > open.first && this.#options.mode !== 'result';
    const segments = isLeft ? [this.#hand(open, stable, 'forfeit')] : [];
    const { untilMs } = this.#handed;
    // No final will say these words again: the next one does not contradict them.
    this.#handed.close(open?.stream);
    return { segments, untilMs };
  }

  #openFor(result: SpokenResult, stream: object): Open {
    const known = this.#open;
    const isKnown = known?.stream === stream && known.result.resultId === result.resultId;
    const open = isKnown ? known : { result, stream, segment: 0, first: 0, base: 0 };
    open.result = result;
    // In the same result words keep their places, even when the recogniser changes one.
    const isInPlace = open.segment > 0 && this.#handed.isLast(result.words, open.first - 1);
    if (!isInPlace) open.first = this.#handed.firstNew(result.words, stream);
    this.#open = open;
    return open;
  }

  #cut(open: Open, nowMs: number): Segment[] {
    const stable = stablePrefixOf(open.result.words);
    const segments: Segment[] = [];
    for (;;) {
      const { result, first } = open;
      const stretch = { result, first, stable, nowMs, wasLate: this.#wasLate };
      const cut = findCut(stretch, this.#options);
      if (cut === undefined) return segments;
      this.#wasLate = cut.by === 'deadline' && isLate(stretch, this.#options.deadlineMs);
      segments.push(this.#hand(open, cut.end, cut.by));
    }
  }

  #hand(open: Open, end: number, by: SegmentCut): Segment {
    const { first, result, segment } = open;
    const words = result.words.slice(first, end);
    // A whole result keeps the service's own text and times.
    const isWhole = first === 0 && by === 'final';
    const [begin, last] = [words[0] as SpokenWord, words.at(-1) as SpokenWord];
    this.#handed.add(words);
    if (segment === 0) open.base = this.#areMoved ? 0 : first;
    open.first = end;
    open.segment += 1;
    return {
      resultId: result.resultId,
      segment,
      isSegmentFinal: by === 'final',
      by,
      words,
      // A final has nothing after it, also where its text says more than its items.
      text: isWhole ? result.text : by === 'final' ? result.text.slice(begin.from).trim() : textOf(result, first, end),
      startMs: isWhole ? result.startMs : begin.startMs,
      endMs: isWhole ? result.endMs : last.endMs,
    };
  }
}
