/** Out: what those who read along were shown of the open result, to tell when its final says something else. Pure. */
import type { Segment } from './segmentation.ts';
import type { SpokenResult } from './spoken-words.ts';
import type { OpenTail } from './stability.ts';
import type { FinalText } from './transcript.ts';

const BLANKS = /\s+/g;

export class ShownLines {
  #resultId: string | undefined;
  /** The texts of its segments, without blanks. */
  #said = '';
  /** The last partial that was shown of the open segment, and the most of its stable words that were. */
  #partial: (Pick<OpenTail, 'score' | 'text' | 'stableWords'> & { readonly segment: number }) | undefined;

  add({ resultId, text }: Segment): void {
    this.#open(resultId);
    this.#said += text.replace(BLANKS, '');
    this.#partial = undefined;
  }

  /** Whether a partial says more, or something else, than was shown of its segment. */
  isNews(resultId: string, segment: number, { isStableEnough, score, text, stableWords }: OpenTail): boolean {
    const shown = this.#resultId === resultId && this.#partial?.segment === segment ? this.#partial : undefined;
    if (!isStableEnough) return stableWords > (shown?.stableWords ?? 0);
    return shown?.text !== text || shown.score !== score;
  }

  show(resultId: string, segment: number, { score, text, stableWords }: OpenTail): void {
    this.#open(resultId);
    const shown = this.#partial?.segment === segment ? this.#partial.stableWords : 0;
    this.#partial = { segment, score, text, stableWords: Math.max(shown, stableWords) };
  }

  /**
   * The result has its final, whose last segment was added before.
   * @param base The first word that its lines say.
   * @returns its text from there on, if the lines differ from it.
   */
  close({ resultId, text, words, endMs }: SpokenResult, base: number): FinalText | undefined {
    if (this.#resultId !== resultId) return undefined;
    const [said, partial] = [this.#said, this.#partial];
    this.#resultId = undefined;
    const first = said === '' ? undefined : words[base];
    const own = first === undefined ? '' : text.slice(first.from).trim();
    if (partial === undefined && own.replace(BLANKS, '') === said) return undefined;
    return { resultId, text: own, startTimeMs: first?.startMs ?? endMs, endTimeMs: endMs };
  }

  #open(resultId: string): void {
    if (this.#resultId === resultId) return;
    this.#resultId = resultId;
    this.#said = '';
    this.#partial = undefined;
  }
}
