/** A question to the speaker that keeps the rest of the page waiting. The harmless answer has the focus. */
import { button, el } from '../../dom.ts';

export interface QuestionWords {
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  /** What the yes-button is called in tests. */
  readonly name: string;
}

export class Question {
  readonly view: HTMLDialogElement;
  readonly #no: HTMLButtonElement;
  #answered: (isYes: boolean) => void = () => {};

  constructor({ question, yes, no, name }: QuestionWords) {
    this.view = el('dialog', { 'aria-label': question, class: 'question', 'data-question': name });
    this.#no = button(no, () => this.#answer(false), { 'data-control': `${name}-no` });
    this.view.append(
      el('p', { class: 'lead' }, question),
      el(
        'div',
        { class: 'row' },
        this.#no,
        button(yes, () => this.#answer(true), { class: 'danger', 'data-control': `${name}-yes` }),
      ),
    );
    // The escape key is a no.
    this.view.addEventListener('cancel', () => this.#answered(false));
  }

  /** The element must be in the page. */
  ask(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      if (!this.view.open) this.view.showModal();
      this.#no.focus();
    });
  }

  #answer(isYes: boolean): void {
    this.view.close();
    this.#answered(isYes);
  }
}
