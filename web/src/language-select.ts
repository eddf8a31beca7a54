/** A choice of languages by name. Keeps the chosen language when the list changes. */
import { el } from './dom.ts';
import { languageName } from './texts.ts';

export class LanguageSelect {
  readonly view: HTMLSelectElement;

  /** @param preferred the language that is chosen at first, if it is offered. */
  constructor(name: string, offered: readonly string[], preferred: string | undefined) {
    this.view = el('select', { name });
    this.offer(offered, preferred);
  }

  get value(): string {
    return this.view.value;
  }

  set value(language: string) {
    this.view.value = language;
  }

  offer(languages: readonly string[], preferred = this.view.value): void {
    const options = languages.map((code) => el('option', { value: code }, languageName(code)));
    this.view.replaceChildren(...options.sort((a, b) => a.text.localeCompare(b.text, 'en')));
    this.view.value = languages.includes(preferred) ? preferred : (languages[0] ?? '');
  }
}
