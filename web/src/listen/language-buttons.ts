/** The languages as large buttons, each in its own script; one tap and the listener is in. */
import { button, el, show } from '../dom.ts';
import { offeredBy, type ServerInfo } from '../server-info.ts';
import { ownName } from '../texts/names.ts';

interface Item {
  readonly place: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly textOnly: HTMLElement;
}

export class LanguageButtons {
  readonly view = el('ul', { class: 'languages' });
  readonly #onChoice: (language: string) => void;
  readonly #items = new Map<string, Item>();

  constructor(onChoice: (language: string) => void) {
    this.#onChoice = onChoice;
  }

  /** Sets the languages and their order. Once only: nothing moves under a finger. `mark` shows those that are offered. */
  fill(languages: readonly string[]): void {
    if (this.#items.size > 0) return;
    for (const language of languages) this.#add(language);
  }

  /** What the server offers. A language that it does not offer is not shown; if it was shown before, its place stays empty. */
  mark(info: ServerInfo): void {
    if (this.#items.size === 0) return;
    const offered = offeredBy(info);
    for (const language of offered) if (!this.#items.has(language)) this.#add(language);
    for (const [language, item] of this.#items) {
      const offer = offered.includes(language) ? info.offers(language) : 'none';
      item.button.dataset.offer = offer;
      item.button.disabled = offer === 'none';
      item.button.classList.remove('likeliest');
      if (offer !== 'none') show(item.place, true);
      show(item.textOnly, offer === 'captions');
    }
    this.view.querySelector('button:enabled')?.classList.add('likeliest');
  }

  focus(): void {
    this.view.querySelector<HTMLButtonElement>('button:enabled')?.focus();
  }

  #add(language: string): void {
    const textOnly = el('small', { hidden: true }, (t) => t.join.textOnlyHere);
    const choice = button('', () => this.#onChoice(language), { 'data-language': language });
    choice.append(el('span', { class: 'own', lang: language, dir: 'auto' }, ownName(language)), textOnly);
    const place = el('li', { hidden: true }, choice);
    this.#items.set(language, { place, button: choice, textOnly });
    this.view.append(place);
  }
}
