/** One utterance: takes its hypotheses as they come and gives the results to report. */
import { randomUUID } from 'node:crypto';
import type { RecognisedItem, RecognisedResult } from '../recogniser.ts';
import { type Reading, StablePrefix } from './stable-prefix.ts';
import { placeWords, type WordTime } from './word-times.ts';
import { joinWords, type WrittenWord } from './written-words.ts';

export class Utterance {
  readonly #resultId = randomUUID();
  readonly #voiceFrom: number;
  readonly #prefix = new StablePrefix();
  #times: readonly WordTime[] = [];
  #stable = 0;
  #reported = '';

  /** @param voiceFrom when the voice began, seconds on the stream's clock */
  constructor(voiceFrom: number) {
    this.#voiceFrom = voiceFrom;
  }

  /** True: it has given no result yet. */
  get unreported(): boolean {
    return this.#reported === '';
  }

  /** The end of its last stable word, seconds. */
  get stableTo(): number {
    return this.#times[this.#stable - 1]?.endTime ?? this.#voiceFrom;
  }

  /**
   * @returns the partial with a newer hypothesis; undefined if the text is not new
   * @param to end of the audio that it was decoded from, seconds
   */
  partial(hypothesis: readonly WrittenWord[], to: number): RecognisedResult | undefined {
    if (hypothesis.length === 0) return undefined;
    const reading = this.#prefix.next(hypothesis);
    const result = this.#result(reading, to, true);
    const told = `${reading.stable} ${result.transcript}`;
    if (told === this.#reported) return undefined;
    this.#reported = told;
    return result;
  }

  /**
   * @returns the final. Without a hypothesis it has the text of the partials; undefined if they had none
   * @param to when the voice ended, seconds
   */
  final(hypothesis: readonly WrittenWord[], to: number): RecognisedResult | undefined {
    const reading = this.#prefix.last(hypothesis);
    return reading.words.length === 0 ? undefined : this.#result(reading, to, false);
  }

  #result(reading: Reading, to: number, isPartial: boolean): RecognisedResult {
    const times = placeWords({
      letters: reading.words.map(({ key }) => key.length + 1),
      known: reading.known.map((place) => (place === undefined ? undefined : this.#times[place])),
      fixed: this.#stable,
      from: this.#voiceFrom,
      to,
    });
    this.#times = times;
    this.#stable = reading.stable;
    const words = isPartial ? withoutLastMark(reading.words) : reading.words;
    return {
      resultId: this.#resultId,
      isPartial,
      startTime: times.at(0)?.startTime ?? to,
      endTime: times.at(-1)?.endTime ?? to,
      transcript: joinWords(words),
      items: words.flatMap((word, i) => {
        const time = times[i] ?? { startTime: to, endTime: to };
        const mark = !isPartial || i < reading.stable - 1;
        return toItems(word, time, { word: i < reading.stable, mark });
      }),
    };
  }
}

/** Removes the mark at the end of a partial: models end every text with a full stop, so there it means nothing. */
function withoutLastMark(words: readonly WrittenWord[]): WrittenWord[] {
  return words.map((word, i) => (i === words.length - 1 ? { ...word, after: '' } : word));
}

/** Marks are separate items without length, at the beginning or the end of their word. */
function toItems(
  { text, before, after }: WrittenWord,
  time: WordTime,
  stable: { readonly word: boolean; readonly mark: boolean },
): RecognisedItem[] {
  const mark = (content: string, at: number, sure: boolean): RecognisedItem[] =>
    content === '' ? [] : [{ content, type: 'punctuation', startTime: at, endTime: at, stable: sure }];
  return [
    ...mark(before, time.startTime, stable.word),
    { content: text, type: 'pronunciation', ...time, stable: stable.word },
    ...mark(after, time.endTime, stable.mark),
  ];
}
