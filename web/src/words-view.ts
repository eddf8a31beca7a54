/**
 * Shows words as they come: partials fainter, finals in full, the lines of a result in one paragraph. Follows the newest line
 * until somebody reads further up; then a button counts the new lines. Screen readers announce each final line once.
 */
import type { ServerMessageOf } from '../../src/protocol/server-messages.ts';
import { arrange, button, el, setText, show } from './dom.ts';
import { icon } from './icons.ts';
import { runningText } from './running-text.ts';
import { ScrollFollower } from './scroll-follower.ts';
import { SteadyHeight } from './steady-height.ts';
import type { Words as Label } from './texts/locale.ts';
import { type Said, transcriptSaid, Words } from './words.ts';

interface Item {
  readonly id: number;
  readonly language?: string | undefined;
}

export class WordsView {
  readonly view: HTMLElement;
  readonly #words = new Words();
  readonly #scroller: HTMLElement;
  readonly #finals: HTMLElement;
  readonly #tail = el('p', { class: 'tail', dir: 'auto', 'aria-hidden': 'true' });
  readonly #partial = el('span', { class: 'partial', 'aria-hidden': 'true', 'data-partial': '' });
  readonly #empty: HTMLElement;
  readonly #newest: HTMLButtonElement;
  readonly #newestText = el('span', {});
  readonly #follower: ScrollFollower;
  readonly #steady = new SteadyHeight();
  /** Number of lines when the person scrolled away. */
  #read = 0;
  /** Elements of paragraphs and lines, by id. */
  #shown = new Map<number, HTMLElement>();

  /** @param name for tests. @param label of the region. */
  constructor(name: string, label: Label, nothingYet: Label) {
    this.#finals = el('div', { role: 'log', 'aria-label': label, 'data-finals': 0 });
    this.#empty = el('p', { class: 'empty' }, nothingYet);
    this.#tail.append(this.#partial);
    const said = el('div', { class: 'roll' }, this.#empty, this.#finals, this.#tail);
    this.#scroller = el(
      'div',
      { class: 'words', tabindex: 0, role: 'group', 'aria-label': label, 'data-words': name },
      said,
    );
    this.#newest = button('', () => this.#toNewest(), { class: 'newest', 'data-control': 'newest', hidden: true });
    this.#newest.append(icon('newest'), this.#newestText);
    this.view = el('div', { class: 'words-frame' }, this.#scroller, this.#newest);
    this.#follower = new ScrollFollower(this.#scroller, said, () => {
      this.#read = this.#words.finalCount;
      this.#showNewest();
    });
  }

  /** @param language of the text, so that screen readers use the right voice. */
  add(said: Said, language: string): void {
    this.#words.add({ ...said, language });
    this.#showFinals();
    this.#showPartial();
    show(this.#empty, this.#shown.size === 0 && this.#partial.textContent === '');
    this.#follower.settle();
    this.#showNewest();
  }

  addTranscript(transcript: ServerMessageOf<'transcript'>, language: string): void {
    this.add(transcriptSaid(transcript), language);
  }

  /** There is something to read. */
  get hasFinals(): boolean {
    return this.#words.finalCount > 0;
  }

  focus(): void {
    this.#scroller.focus({ preventScroll: true });
  }

  #toNewest(): void {
    this.#follower.follow();
    // The button is gone.
    this.focus();
  }

  #showNewest(): void {
    const unread = this.#words.finalCount - this.#read;
    show(this.#newest, !this.#follower.isFollowing);
    this.#newest.dataset.unread = String(unread);
    setText(this.#newestText, unread > 0 ? (t) => t.bar.newLines(unread) : (t) => t.bar.newest);
  }

  #showFinals(): void {
    const before = this.#shown;
    this.#shown = new Map();
    const paragraphs = this.#words.paragraphs.filter(({ lines }) => lines.some(({ text }) => text !== ''));
    const elements = paragraphs.map((paragraph, i) => {
      const p = this.#take(before, paragraph, 'p');
      const spans = paragraph.lines.map((line) => this.#take(before, line, 'span'));
      runningText(paragraph.lines).forEach((text, at) => {
        const span = spans[at];
        // Not if only the space before it changes, which would be announced again.
        if (span && span.textContent?.trim() !== text.trim()) span.textContent = text;
      });
      const isSaid = paragraph.isUntranslated && !paragraphs[i - 1]?.isUntranslated;
      arrange(p, isSaid ? [this.#untranslated(before, paragraph), ...spans] : spans);
      return p;
    });
    for (const [id, element] of before) if (!this.#shown.has(id)) element.remove();
    arrange(this.#finals, elements);
    this.#finals.dataset.finals = String(this.#words.finalCount);
  }

  /** Says before the first of such paragraphs why they are in another language. */
  #untranslated(before: ReadonlyMap<number, HTMLElement>, { id }: Item): HTMLElement {
    // Ids of paragraphs and lines are positive.
    const label = before.get(-id) ?? el('small', { class: 'untranslated' }, (t) => t.words.untranslated);
    this.#shown.set(-id, label);
    return label;
  }

  #take(before: ReadonlyMap<number, HTMLElement>, { id, language }: Item, tag: 'p' | 'span'): HTMLElement {
    const element = before.get(id) ?? el(tag, { lang: language, dir: tag === 'p' ? 'auto' : undefined });
    this.#shown.set(id, element);
    return element;
  }

  /** It stands at the end of its result's paragraph, or below all of them. */
  #showPartial(): void {
    const { said, paragraph } = this.#words.partial ?? {};
    const text = said?.text.trim() ?? '';
    const place = (paragraph && this.#shown.get(paragraph.id)) ?? this.#tail;
    const gap = place === this.#tail ? text : (runningText([...(paragraph?.lines ?? []), { text }]).at(-1) ?? '');
    setText(this.#partial, gap);
    this.#partial.lang = said?.language ?? '';
    this.#tail.lang = place === this.#tail ? this.#partial.lang : '';
    if (this.#partial.parentElement !== place) place.append(this.#partial);
    this.#steady.keep(text === '' ? undefined : place, this.#words.finalCount);
  }
}
