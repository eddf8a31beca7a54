/** Shows how many people listen, and in which languages, as bars. */
import { el, setText } from '../dom.ts';
import { languageName } from '../texts/names.ts';
import { SPEAK } from '../texts/speak.ts';

export class AudienceView {
  readonly view: HTMLElement;
  readonly #count = el('p', { class: 'count', role: 'status', 'data-listeners': 0 });
  readonly #languages = el('ul', { class: 'bars' });

  constructor() {
    this.view = el('section', { class: 'card' }, el('h2', {}, SPEAK.audience), this.#count, this.#languages);
    this.set(0, {});
  }

  set(listenerCount: number, distribution: Readonly<Record<string, number>>): void {
    const { listeners, nobody } = SPEAK;
    setText(this.#count, listenerCount === 0 ? nobody : listeners(listenerCount));
    this.#count.dataset.listeners = String(listenerCount);
    const most = Math.max(1, ...Object.values(distribution));
    const rows = Object.entries(distribution)
      .sort(([, a], [, b]) => b - a)
      .map(([language, count]) => {
        const bar = el('span', { class: 'bar', 'aria-hidden': 'true' });
        bar.style.inlineSize = `${(count / most) * 100}%`;
        const name = el('span', { class: 'name' }, languageName(language));
        return el(
          'li',
          { 'data-language': language },
          name,
          el('span', { class: 'track' }, bar),
          el('span', {}, String(count)),
        );
      });
    this.#languages.replaceChildren(...rows);
  }
}
