/** The quirks of one stream's results: applies those that are on, in one place for every recogniser. */
import type { AsrQuirks } from '../../../src/integrations/emulators/asr-quirks.ts';
import { seededRandom } from '../../faults/seeded-random.ts';
import { joinItems } from '../joined-items.ts';
import type { RecognisedResult } from '../recogniser.ts';
import { type ChangedWord, ChangedWords } from './changed-words.ts';
import { MovedTimes } from './moved-times.ts';

/** @returns the quirks of one stream, all of them on from its beginning; undefined when there are none. */
export function openQuirks(
  quirks: AsrQuirks | undefined,
  stream: number,
  changed: (stream: number, word: ChangedWord) => void,
): ResultQuirks | undefined {
  if (quirks === undefined) return undefined;
  const opened = new ResultQuirks({ seed: quirks.seed ?? 1, stream, changed: (word) => changed(stream, word) });
  opened.set(quirks);
  return opened;
}

export interface ResultQuirksInput {
  readonly seed: number;
  /** Number of the stream: each stream has its own random numbers. */
  readonly stream: number;
  readonly changed: (word: ChangedWord) => void;
}

export class ResultQuirks {
  readonly #moved: MovedTimes;
  readonly #changed: ChangedWords;
  #unmarked = false;
  #unpunctuated = false;

  constructor({ seed, stream, changed }: ResultQuirksInput) {
    // Their own random numbers each, so that one quirk does not depend on whether the other is on.
    const random = (which: number) => seededRandom(seed + Math.imul(stream * 2 + which, 0x9e3779b1));
    this.#moved = new MovedTimes(random(0));
    this.#changed = new ChangedWords(random(1), changed);
  }

  /** Adds quirks, from the next result on. */
  set({ movedMs, changedShare, unmarked, unpunctuated }: AsrQuirks): void {
    if (movedMs !== undefined) this.#moved.setReach(movedMs);
    if (changedShare !== undefined) this.#changed.setShare(changedShare);
    this.#unmarked ||= unmarked === true;
    this.#unpunctuated ||= unpunctuated === true;
  }

  /** @param heardSeconds audio that the stream has got: no item ends later. */
  apply(result: RecognisedResult, heardSeconds: number): RecognisedResult {
    const moved = this.#changed.apply(this.#moved.apply(result, heardSeconds));
    const said = this.#unpunctuated ? withoutMarks(moved) : moved;
    return this.#unmarked ? { ...said, items: said.items.map((item) => ({ ...item, stable: undefined })) } : said;
  }
}

function withoutMarks(result: RecognisedResult): RecognisedResult {
  const items = result.items.filter(({ type }) => type !== 'punctuation');
  return { ...result, items, transcript: joinItems(items) };
}
