/**
 * Shows words as they come: partials grey, finals black, the lines of a result in one paragraph. Screen readers announce each
 * final line once.
 */
import type { ServerMessageOf } from '../../src/protocol/server-messages.ts';
import { el, setText, show } from './dom.ts';
import { runningText } from './running-text.ts';
import { type Said, Words } from './words.ts';

/** Within this distance from the end, the view follows new words. Further up, somebody is reading. */
const NEAR_PX = 60;

interface Item {
  readonly id: number;
  readonly language?: string | undefined;
}

export class WordsView {
  readonly view: HTMLElement;
  readonly #words = new Words();
  readonly #finals: HTMLElement;
  readonly #tail = el('p', { 'aria-hidden': 'true' });
  readonly #partial = el('span', { class: 'partial', 'aria-hidden': 'true', 'data-partial': '' });
  readonly #empty: HTMLElement;
  /** Elements of paragraphs and lines, by id. */
  #shown = new Map<number, HTMLElement>();

  /** @param name for tests. @param label of the region. */
  constructor(name: string, label: string, nothingYet: string) {
    this.#finals = el('div', { role: 'log', 'aria-label': label, 'data-finals': 0 });
    this.#empty = el('p', { class: 'empty' }, nothingYet);
    this.#tail.append(this.#partial);
    this.view = el('div', { class: 'words', tabindex: 0, role: 'group', 'aria-label': label, 'data-words': name });
    this.view.append(this.#empty, this.#finals, this.#tail);
  }

  /** @param language of the text, so that screen readers use the right voice. */
  add(said: Said, language: string): void {
    this.#words.add({ ...said, language });
    const isNear = this.view.scrollHeight - this.view.scrollTop - this.view.clientHeight < NEAR_PX;
    this.#showFinals();
    this.#showPartial();
    show(this.#empty, this.#shown.size === 0 && this.#partial.textContent === '');
    if (isNear) this.view.scrollTop = this.view.scrollHeight;
  }

  /** A final without a segment is all of its result: its segments said something else. */
  addTranscript(transcript: ServerMessageOf<'transcript'>, language: string): void {
    const isWhole = !transcript.isPartial && transcript.segment === undefined;
    this.add({ ...transcript, isWhole }, language);
  }

  #showFinals(): void {
    const before = this.#shown;
    this.#shown = new Map();
    const paragraphs = this.#words.paragraphs.filter(({ lines }) => lines.some(({ text }) => text !== ''));
    const elements = paragraphs.map((paragraph) => {
      const p = this.#take(before, paragraph, 'p');
      const spans = paragraph.lines.map((line) => this.#take(before, line, 'span'));
      runningText(paragraph.lines).forEach((text, i) => {
        const span = spans[i];
        // Not if only the space before it changes, which would be announced again.
        if (span && span.textContent?.trim() !== text.trim()) span.textContent = text;
      });
      arrange(p, spans);
      return p;
    });
    for (const [id, element] of before) if (!this.#shown.has(id)) element.remove();
    arrange(this.#finals, elements);
    this.#finals.dataset.finals = String(this.#words.finalCount);
  }

  #take(before: ReadonlyMap<number, HTMLElement>, { id, language }: Item, tag: 'p' | 'span'): HTMLElement {
    const element = before.get(id) ?? el(tag, { lang: language });
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
    if (this.#partial.parentElement !== place) place.append(this.#partial);
  }
}

/** Puts elements at the beginning of their parent, in order. Those that are there already are not moved. */
function arrange(parent: HTMLElement, elements: readonly HTMLElement[]): void {
  elements.forEach((element, i) => {
    const present = parent.children[i] ?? null;
    if (present !== element) parent.insertBefore(element, present);
  });
}
