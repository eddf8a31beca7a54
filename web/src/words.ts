/**
 * The words of a session. A line is named by (resultId, segment); the lines of a result are one paragraph, so that they read
 * as running text. Finals stay. The partial is what follows them, until a newer result replaces it. Pure.
 */
import { runningText } from './running-text.ts';
import { isOver } from './words-time.ts';

export interface Said {
  readonly text: string;
  readonly isPartial: boolean;
  readonly language?: string | undefined;
  /** False: it is in the speaker's language. */
  readonly translated?: boolean | undefined;
  /** The listener's. */
  readonly targetLanguage?: string | undefined;
  /** Id of the result, if the server gives one. */
  readonly resultId?: string | undefined;
  /** Number of the line in its result, from 0. Without one, a final is a paragraph of its own. */
  readonly segment?: number | undefined;
  /** A final that replaces all lines of its result. */
  readonly isWhole?: boolean | undefined;
  /** Rises when the session's clock may have begun again. */
  readonly epoch?: number | undefined;
  /** On the session's clock, ms. */
  readonly startTimeMs?: number | undefined;
  readonly endTimeMs?: number | undefined;
}

/** A final without a segment is all of its result: its segments said something else. */
export function transcriptSaid<T extends Said>(transcript: T): T & { readonly isWhole: boolean } {
  return { ...transcript, isWhole: !transcript.isPartial && transcript.segment === undefined };
}

export interface Line {
  /** Differs from the id of every other line and paragraph. */
  readonly id: number;
  readonly segment: number | undefined;
  /** Empty for a line without words: it is not shown, but a late partial of it is known as late. */
  readonly text: string;
}

export interface Paragraph {
  readonly id: number;
  readonly language: string | undefined;
  /** It is in the speaker's language, instead of the listener's. */
  readonly isUntranslated: boolean;
  readonly lines: readonly Line[];
}

interface Result extends Paragraph {
  readonly epoch: number;
  readonly resultId: string | undefined;
  lines: Line[];
  /** Its lines were replaced by its whole text. */
  isWhole: boolean;
  /** The end of its last word, if known. */
  untilMs: number | undefined;
}

/** With more lines, the oldest is removed. */
const MAX_LINES = 200;

export class Words {
  #paragraphs: Result[] = [];
  #partial: Said | undefined;
  #epoch = 0;
  #ids = 0;
  #count = 0;

  get paragraphs(): readonly Paragraph[] {
    return this.#paragraphs;
  }

  /** What is said but not final, and the paragraph that it continues. */
  get partial(): { readonly said: Said; readonly paragraph: Paragraph | undefined } | undefined {
    const said = this.#partial;
    return said && { said, paragraph: this.#named(said).findLast(({ language }) => language === said.language) };
  }

  /** Number of lines so far, with those that were removed. */
  get finalCount(): number {
    return this.#count;
  }

  add(said: Said): void {
    const { epoch = this.#epoch } = said;
    if (epoch > this.#epoch) {
      this.#epoch = epoch;
      this.#partial = undefined;
    }
    if (said.isPartial) {
      if (!this.#isPast(said)) this.#partial = said;
      return;
    }
    if (this.#partial && epoch === this.#epoch && !isAfter(this.#partial, said)) this.#partial = undefined;
    this.#settle(said, epoch);
    this.#bound();
  }

  #settle(said: Said, epoch: number): void {
    const { resultId, segment, isWhole = false, language, text } = said;
    const isNamed = resultId !== undefined && (isWhole || segment !== undefined);
    const known = isNamed ? this.#named(said).find((each) => each.language === language) : undefined;
    if (known?.isWhole || (!isNamed && text.trim() === '')) return;
    const result: Result = known ?? {
      id: this.#nextId(),
      epoch,
      resultId: isNamed ? resultId : undefined,
      language,
      isUntranslated: said.translated === false && language !== said.targetLanguage,
      lines: [],
      isWhole: false,
      untilMs: undefined,
    };
    if (known === undefined) this.#paragraphs.push(result);
    result.isWhole = isWhole;
    if (said.endTimeMs !== undefined) result.untilMs = Math.max(result.untilMs ?? 0, said.endTimeMs);
    if (isWhole) this.#replace(result, text.trim());
    else this.#put(result, segment, text.trim());
  }

  #put({ lines }: Result, segment: number | undefined, text: string): void {
    const at = lines.findIndex((line) => Number(line.segment) >= Number(segment));
    const present = lines[at];
    const isSame = present !== undefined && present.segment === segment;
    if (text !== '' && !isSame) this.#count += 1;
    const line = { id: isSame ? present.id : this.#nextId(), segment, text };
    lines.splice(at < 0 ? lines.length : at, isSame ? 1 : 0, line);
  }

  /** Leaves the lines if they say the same, because a screen reader would announce the sentence again. */
  #replace(result: Result, text: string): void {
    const before = runningText(result.lines).join('');
    if (before === text && before !== '') return;
    if (result.lines.length === 0 && text !== '') this.#count += 1;
    result.lines = [{ id: this.#nextId(), segment: undefined, text }];
  }

  /** A partial that comes late: finals have taken its place. */
  #isPast(said: Said): boolean {
    const { epoch = this.#epoch, segment } = said;
    if (epoch < this.#epoch) return true;
    const own = this.#named(said);
    if (segment === undefined) return own.length > 0;
    if (own.some(({ isWhole, lines }) => isWhole || lines.some((line) => Number(line.segment) >= segment))) return true;
    // A stream that died leaves partials under another name. Their times tell whether their words are here already.
    return this.#paragraphs.some((each) => each.epoch === epoch && !own.includes(each) && isOver(said, each.untilMs));
  }

  #named({ resultId, epoch = this.#epoch }: Said): Result[] {
    if (resultId === undefined) return [];
    return this.#paragraphs.filter((each) => each.resultId === resultId && each.epoch === epoch);
  }

  #bound(): void {
    let excess = this.#paragraphs.reduce((sum, { lines }) => sum + lines.length, -MAX_LINES);
    for (; excess > 0; excess--) {
      const [oldest] = this.#paragraphs;
      oldest?.lines.shift();
      if (oldest?.lines.length === 0) this.#paragraphs.shift();
    }
  }

  #nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }
}

/** The final of a sentence may come while the next one is already being recognised. It does not end that partial. */
function isAfter(partial: Said, final: Said): boolean {
  if (partial.resultId === undefined) return false;
  if (partial.resultId === final.resultId) return !final.isWhole && Number(partial.segment) > Number(final.segment);
  return partial.startTimeMs !== undefined && final.endTimeMs !== undefined && !isOver(partial, final.endTimeMs);
}
