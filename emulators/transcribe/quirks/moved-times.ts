/**
 * Moves the times of a stream's items, so that two recognitions of the same audio differ as a service's do. Each stream moves
 * each result by its own shift, and each word in it a little more. An item keeps the times that it was told with.
 */
import type { RecognisedItem, RecognisedResult } from '../recogniser.ts';

/** Of the whole movement, the part that differs from word to word. */
const PER_WORD = 1 / 6;
/** The client rounds times to whole milliseconds, which may move one by half a millisecond more. */
const ROUNDING_MS = 0.5;

interface Told {
  /** The times before they were moved, seconds. */
  readonly startTime: number;
  readonly endTime: number;
  readonly movedStart: number;
  readonly movedEnd: number;
  /** Seconds; marks move with their word. */
  readonly shift: number;
}

export class MovedTimes {
  readonly #random: () => number;
  #reachSeconds = 0;
  #resultId: string | undefined;
  #resultShift = 0;
  #told: Told[] = [];
  /** The end of the last final, seconds: a stream's results do not overlap. */
  #from = 0;

  /** @param random gives numbers from 0 to 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * @param ms the most by which two recognitions differ. So each moves its items by half of it at most, either way. Items that
   * were told before keep their times.
   */
  setReach(ms: number): void {
    this.#reachSeconds = Math.max(0, ms / 2 - ROUNDING_MS) / 1_000;
  }

  /**
   * @param result the results of a stream come one after the other. @param heardSeconds audio that the stream has got.
   * @returns the result with its times moved: in order, not before the result before it, and not after `heardSeconds`.
   */
  apply(result: RecognisedResult, heardSeconds: number): RecognisedResult {
    if (result.resultId !== this.#resultId) this.#begin(result.resultId);
    const items = result.items.map((item, i) => this.#move(item, i, heardSeconds));
    this.#told.length = items.length;
    const startTime = items.at(0)?.startTime ?? result.startTime;
    const endTime = items.at(-1)?.endTime ?? result.endTime;
    if (!result.isPartial) this.#from = endTime;
    return { ...result, startTime, endTime, items };
  }

  #begin(resultId: string): void {
    this.#resultId = resultId;
    this.#told = [];
    // Half of the shifts are the largest: what depends on the movement shows there.
    const shift = Math.max(-1, Math.min(1, 4 * this.#random() - 2));
    this.#resultShift = shift * this.#reachSeconds * (1 - PER_WORD);
  }

  #move(item: RecognisedItem, i: number, heardSeconds: number): RecognisedItem {
    const { startTime, endTime } = item;
    const told = this.#told[i];
    const before = this.#told[i - 1];
    const isSame = told?.startTime === startTime && told.endTime === endTime;
    const shift = told?.shift ?? this.#shiftOf(item, before);
    const from = before?.movedEnd ?? this.#from;
    const start = told?.startTime === startTime ? told.movedStart : Math.min(startTime + shift, heardSeconds);
    const movedStart = Math.max(from, start);
    const end = isSame ? told.movedEnd : Math.min(endTime + shift, heardSeconds);
    const movedEnd = Math.max(movedStart, end);
    this.#told[i] = { startTime, endTime, movedStart, movedEnd, shift };
    return { ...item, startTime: movedStart, endTime: movedEnd };
  }

  #shiftOf({ type }: RecognisedItem, before: Told | undefined): number {
    if (type === 'punctuation' && before !== undefined) return before.shift;
    return this.#resultShift + (2 * this.#random() - 1) * this.#reachSeconds * PER_WORD;
  }
}
