/** Shows a state in a word or two, with a label. Screen readers announce changes. */
import { el, setText } from './dom.ts';
import type { Words } from './texts/locale.ts';

export type Mood = 'good' | 'busy' | 'bad' | 'quiet';

export class Chip {
  readonly view: HTMLElement;
  readonly #value = el('span', { class: 'value', role: 'status' });

  /** @param name for tests and styles. The state is in `data-state`. */
  constructor(name: string, label: Words) {
    this.view = el('div', { class: 'chip', 'data-chip': name }, el('span', { class: 'label' }, label), this.#value);
  }

  set(state: string, text: Words, mood: Mood): void {
    this.view.dataset.state = state;
    this.view.dataset.mood = mood;
    setText(this.#value, text);
  }
}
