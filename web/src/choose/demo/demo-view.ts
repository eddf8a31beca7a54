/** The demo on the page: the languages, one button, both texts beside each other. Shows only what it is told. */
import { el, setText, show, toggle } from '../../dom.ts';
import type { Words } from '../../texts/locale.ts';
import { languageName, ownName } from '../../texts/names.ts';
import { START } from '../../texts/start.ts';
import { WordsView } from '../../words-view.ts';

const { demo } = START;

export type ShownPhase = keyof typeof demo.phases;

export interface DemoViewWishes {
  /** The button: starts what does not run, stops what runs. */
  toggle(): void;
  language(code: string): void;
}

export interface DemoWords {
  readonly original: WordsView;
  readonly translation: WordsView;
}

export class DemoView {
  readonly view: HTMLElement;
  readonly #wishes: DemoViewWishes;
  readonly #button: HTMLButtonElement;
  readonly #languages = el(
    'fieldset',
    { class: 'choices', hidden: true },
    el('legend', { class: 'label' }, demo.language),
  );
  readonly #status = el('p', { class: 'demo-status', role: 'status' });
  readonly #problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  readonly #note = el('p', { class: 'hint', hidden: true });
  readonly #progress = el('progress', { max: 1, value: 0, 'aria-label': demo.progress });
  readonly #running: HTMLElement;
  readonly #words = el('div', { class: 'columns even', hidden: true });

  constructor(wishes: DemoViewWishes) {
    this.#wishes = wishes;
    this.#button = toggle(demo.start, () => wishes.toggle(), {
      class: 'primary',
      'data-control': 'demo',
      disabled: true,
    });
    this.#running = el('div', { class: 'running', hidden: true }, this.#status, this.#progress);
    this.view = el(
      'section',
      { class: 'card demo', 'data-demo': 'idle' },
      el('h2', {}, demo.heading),
      el('p', {}, demo.lead),
      this.#languages,
      el('div', { class: 'row' }, this.#button),
      this.#problem,
      this.#note,
      this.#running,
      this.#words,
    );
  }

  get language(): string {
    return this.#languages.querySelector<HTMLInputElement>('input:checked')?.value ?? '';
  }

  set language(code: string) {
    for (const input of this.#languages.querySelectorAll('input')) input.checked = input.value === code;
  }

  /** Called once; it may follow refusals. @param languages The first is chosen. */
  offer(languages: readonly string[]): void {
    const [first] = languages;
    this.#languages.append(...languages.map((code) => this.#choice(code, code === first)));
    for (const element of [this.#languages, this.#button]) show(element, true);
    show(this.#note, false);
    this.#button.disabled = false;
  }

  /** There is no demo here now. @param why Said instead of it. */
  refuse(why: string): void {
    setText(this.#note, why);
    show(this.#note, true);
    show(this.#button, false);
  }

  /** Empties what an earlier run has left. @returns where this run's words go. */
  begin(): DemoWords {
    const original = new WordsView('original', demo.original, demo.noOriginal);
    const translation = new WordsView('translated', demo.translation, demo.noTranslation);
    this.#words.replaceChildren(
      el('section', {}, el('h3', {}, demo.original), original.view),
      el('section', {}, el('h3', {}, demo.translation), translation.view),
    );
    for (const element of [this.#words, this.#running]) show(element, true);
    show(this.#note, false);
    this.progress(0);
    return { original, translation };
  }

  phase(phase: ShownPhase, problem?: Words): void {
    const isRunning = ['connecting', 'speaking', 'translating', 'reconnecting', 'ending'].includes(phase);
    this.view.dataset.demo = phase;
    setText(this.#status, demo.phases[phase]);
    setText(this.#button, isRunning ? demo.stop : phase === 'idle' ? demo.start : demo.again);
    this.#button.classList.toggle('primary', !isRunning);
    show(this.#progress, isRunning);
    this.problem(problem);
  }

  problem(problem: Words | undefined): void {
    show(this.#problem, problem !== undefined);
    setText(this.#problem, problem ?? '');
  }

  /** @param share 0..1 */
  progress(share: number): void {
    this.#progress.value = share;
  }

  /** Something that the run goes on in spite of. */
  note(text: Words): void {
    setText(this.#note, text);
    show(this.#note, true);
  }

  #choice(code: string, isChosen: boolean): HTMLElement {
    const input = el('input', { type: 'radio', name: 'demo-language', value: code, checked: isChosen });
    input.addEventListener('change', () => this.#wishes.language(code));
    return el('label', {}, input, el('span', { lang: code, title: languageName(code) }, ownName(code)));
  }
}
