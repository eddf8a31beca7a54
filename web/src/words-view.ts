/** Shows words as they come: partials grey, finals black. Screen readers announce the finals. */
import { el, setText, show } from './dom.ts';
import { type Said, Words } from './words.ts';

/** Within this distance from the end, the view follows new words. Further up, somebody is reading. */
const NEAR_PX = 60;

export class WordsView {
  readonly view: HTMLElement;
  readonly #words = new Words();
  readonly #finals: HTMLElement;
  readonly #partial = el('p', { class: 'partial', 'aria-hidden': 'true', 'data-partial': '' });
  readonly #empty: HTMLElement;
  #shown = 0;

  /** @param name for tests. @param label of the region. */
  constructor(name: string, label: string, nothingYet: string) {
    this.#finals = el('div', { role: 'log', 'aria-label': label, 'data-finals': 0 });
    this.#empty = el('p', { class: 'empty' }, nothingYet);
    this.view = el('div', { class: 'words', tabindex: 0, role: 'group', 'aria-label': label, 'data-words': name });
    this.view.append(this.#empty, this.#finals, this.#partial);
  }

  /** @param language of the text, so that screen readers use the right voice. */
  add(said: Said, language: string): void {
    this.#words.add(said);
    const isNear = this.view.scrollHeight - this.view.scrollTop - this.view.clientHeight < NEAR_PX;
    const last = this.#words.finals.at(-1);
    if (last && this.#words.finalCount > this.#shown) {
      this.#finals.append(el('p', { lang: language }, last.text));
      this.#shown = this.#words.finalCount;
      while (this.#finals.childElementCount > this.#words.finals.length) this.#finals.firstElementChild?.remove();
      this.#finals.dataset.finals = String(this.#shown);
    }
    setText(this.#partial, this.#words.partial?.text ?? '');
    this.#partial.lang = language;
    show(this.#empty, this.#words.lines.length === 0);
    if (isNear) this.view.scrollTop = this.view.scrollHeight;
  }
}
