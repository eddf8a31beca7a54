/** A choice of languages by name. Keeps the chosen language when the list changes. */
import { el } from './dom.ts';
import type { Words } from './texts/locale.ts';
import { languageName } from './texts/names.ts';

/** @returns the name of a language, as its option shows it. */
export type LanguageLabel = (language: string) => Words;

export class LanguageSelect {
  readonly view: HTMLSelectElement;
  readonly #label: LanguageLabel;
  /** Options are in the order of these names. */
  readonly #sortName: (language: string) => string;

  /** @param preferred the language that is chosen at first, if it is offered. */
  constructor(
    name: string,
    offered: readonly string[],
    preferred: string | undefined,
    label: LanguageLabel = languageName,
    sortName: (language: string) => string = languageName,
  ) {
    this.view = el('select', { name });
    this.#label = label;
    this.#sortName = sortName;
    this.offer(offered, preferred);
  }

  get value(): string {
    return this.view.value;
  }

  set value(language: string) {
    this.view.value = language;
  }

  offer(languages: readonly string[], preferred = this.view.value): void {
    const compare = new Intl.Collator('en').compare;
    const sorted = [...languages].sort((a, b) => compare(this.#sortName(a), this.#sortName(b)));
    this.view.replaceChildren(...sorted.map((code) => el('option', { value: code }, this.#label(code))));
    this.view.value = languages.includes(preferred) ? preferred : (sorted[0] ?? '');
  }
}
