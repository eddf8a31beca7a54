/** The page before listening: languages and, without a code in the link, the code. Nothing else asks for attention. */
import { el, field, literalInput, setText, show } from '../dom.ts';
import { icon } from '../icons.ts';
import { KeptSessionsView } from '../keep/kept-sessions-view.ts';
import type { ServerChoice } from '../server-choice.ts';
import { LanguageButtons } from './language-buttons.ts';

/** A session code. */
const EXAMPLE = 'golden-eagle-427';

export interface JoinParts {
  /** From the link. Empty: the page asks for it. */
  readonly code: string;
  /** Sound and text; else text only. */
  readonly sound: boolean;
  readonly server: ServerChoice;
  onChoice(language: string): void;
  onSound(isOn: boolean): void;
  /** The code was entered, and no language chosen yet. */
  onCode(): void;
}

export class JoinView {
  readonly view: HTMLFormElement;
  readonly languages: LanguageButtons;
  readonly #code: HTMLInputElement;
  readonly #asksCode: readonly HTMLElement[];
  readonly #kept = new KeptSessionsView();
  readonly #busy = el('p', { class: 'busy', role: 'status' });
  /** What was pressed: the browser takes the focus from what is inert. */
  #pressed: Element | null = null;

  constructor(parts: JoinParts) {
    this.languages = new LanguageButtons((language) => parts.onChoice(language));
    this.#code = literalInput('code', {
      enterkeyhint: 'next',
      dir: 'ltr',
      placeholder: EXAMPLE,
      value: parts.code,
    });
    const brand = el('a', { class: 'brand', href: './' }, 'Rostrum');
    const code = field(
      (t) => t.join.code,
      this.#code,
      el('small', {}, (t) => t.join.codeHint(EXAMPLE)),
    );
    const kept = el('div', {}, this.#kept.view);
    this.#asksCode = [brand, code, parts.server.view, kept];
    this.view = el(
      'form',
      { class: 'join' },
      brand,
      code,
      el('h2', { class: 'question' }, (t) => t.join.choose),
      this.languages.view,
      this.#busy,
      el(
        'fieldset',
        { class: 'segments sound' },
        el('legend', { class: 'visually-hidden' }, (t) => t.join.how),
        this.#mode(parts, true),
        this.#mode(parts, false),
      ),
      el(
        'p',
        { class: 'hint' },
        icon('sound'),
        el('span', {}, (t) => t.sound.earphones),
      ),
      parts.server.view,
      kept,
    );
    this.view.addEventListener('submit', (event) => event.preventDefault());
    // With two fields and without a button, a form is not submitted by this key.
    this.#code.addEventListener('keydown', ({ key, isComposing }) => {
      if (key === 'Enter' && !isComposing) parts.onCode();
    });
    this.askCode(parts.code === '');
  }

  /** Call each time it is shown: a session may have been added. */
  update(): void {
    this.#kept.update();
  }

  get code(): string {
    return this.#code.value;
  }

  set code(code: string) {
    this.#code.value = code;
  }

  /** @param isAsked Also after a link whose code is wrong. */
  askCode(isAsked: boolean): void {
    for (const element of this.#asksCode) show(element, isAsked);
  }

  focusCode(): void {
    this.#code.focus();
  }

  busy(isBusy: boolean): void {
    if (isBusy) this.#pressed = document.activeElement;
    this.view.inert = isBusy;
    if (!isBusy && this.#pressed instanceof HTMLElement && this.view.contains(this.#pressed)) this.#pressed.focus();
    this.view.ariaBusy = String(isBusy);
    setText(this.#busy, isBusy ? (t) => t.join.joining : '');
  }

  #mode({ sound, onSound }: JoinParts, isSound: boolean): HTMLElement {
    const radio = el('input', { type: 'radio', name: 'sound', value: isSound ? 'on' : 'off' });
    radio.checked = sound === isSound;
    radio.addEventListener('change', () => onSound(isSound));
    return el('label', {}, radio, el('span', {}, isSound ? (t) => t.join.soundAndText : (t) => t.join.textOnly));
  }
}
