/** One utterance as its hypotheses come: gives the results to report. Knows no audio and no engine. */
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

  /** @param voiceFrom when the voice set in, seconds on the stream's clock */
  constructor(voiceFrom: number) {
    this.#voiceFrom = voiceFrom;
  }

  /** Nothing of it has been given out yet. */
  get unreported(): boolean {
    return this.#reported === '';
  }

  /** Where its last stable word ends, seconds. */
  get stableTo(): number {
    return this.#times[this.#stable - 1]?.endTime ?? this.#voiceFrom;
  }

  /**
   * The partial with a newer hypothesis; undefined: it says nothing new.
   * @param to where the audio it was decoded from ends, seconds
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
   * The final. Without a hypothesis it is what the partials said; undefined: they said nothing either.
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
        return itemsOf(word, time, { word: i < reading.stable, mark });
      }),
    };
  }
}

/** A model ends whatever it writes with a full stop: in a partial that says only that the audio ended there. */
function withoutLastMark(words: readonly WrittenWord[]): WrittenWord[] {
  return words.map((word, i) => (i === words.length - 1 ? { ...word, after: '' } : word));
}

/** Marks are items of their own without length, where their word begins or ends. */
function itemsOf(
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
