/** What one chosen translation says: the choice, and below it the captions as a listener sees them. */
import { el, field, setText, show } from '../../dom.ts';
import type { Offer, ServerInfo } from '../../server-info.ts';
import { DESK } from '../../texts/desk.ts';
import { languageName } from '../../texts/names.ts';

/** A language that the server translates into. */
export interface Target {
  readonly language: string;
  readonly offer: Exclude<Offer, 'none'>;
}

export class MonitorView {
  readonly view: HTMLElement;
  readonly #choice = el('select', { name: 'monitor' });
  readonly #hint = el('p', { class: 'hint', hidden: true }, DESK.monitorHint);
  readonly #problem = el('p', { class: 'problem', role: 'status', 'data-monitor-problem': '' });
  readonly #words = el('div', { class: 'monitor-words' });

  /** @param onChosen Called with a language, or undefined for none. */
  constructor(onChosen: (language: string | undefined) => void) {
    this.#choice.addEventListener('change', () => onChosen(this.language));
    this.view = el(
      'section',
      { class: 'card monitor' },
      el('h2', {}, DESK.monitor),
      field(DESK.monitorChoose, this.#choice),
      this.#hint,
      this.#problem,
      this.#words,
    );
    this.offer([], undefined);
  }

  /** Undefined: none. */
  get language(): string | undefined {
    return this.#choice.value || undefined;
  }

  /** @param chosen If it is among them. */
  offer(targets: readonly Target[], chosen: string | undefined): void {
    const options = targets.map(({ language, offer }) => {
      const name = languageName(language);
      return el('option', { value: language }, offer === 'captions' ? DESK.monitorTextOnly(name) : name);
    });
    options.sort((a, b) => a.text.localeCompare(b.text, 'en'));
    this.#choice.replaceChildren(el('option', { value: '' }, DESK.monitorNone), ...options);
    this.#choice.value = targets.some(({ language }) => language === chosen) ? (chosen ?? '') : '';
  }

  /** The choice is none again. */
  offerNone(): void {
    this.#choice.value = '';
  }

  /** @param words Of the monitor; undefined: there is none. */
  set(words: HTMLElement | undefined): void {
    this.#words.replaceChildren(...(words === undefined ? [] : [words]));
    show(this.#hint, words !== undefined);
    this.problem('');
  }

  problem(text: string): void {
    setText(this.#problem, text);
    show(this.#problem, text !== '');
  }
}

/** What the server really translates into; the speaker's own language is shown anyway. */
export function targetsOf({ targetLanguages, offers }: ServerInfo, sourceLanguage: string): readonly Target[] {
  return targetLanguages.flatMap((language) => {
    const offer = offers(language);
    return offer === 'none' || language === sourceLanguage ? [] : [{ language, offer }];
  });
}
