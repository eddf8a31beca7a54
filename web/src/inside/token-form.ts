/** Form in which the operator enters the server's token. */
import { el, field, literalInput, setText, show } from '../dom.ts';
import { INSIDE } from '../texts/inside.ts';

const inside = INSIDE;

export class TokenForm {
  readonly view: HTMLFormElement;
  readonly #token = literalInput('token', { type: 'password' });
  readonly #problem = el('p', { class: 'problem', role: 'alert' });

  constructor(onToken: (token: string) => void) {
    const hint = el('small', {}, inside.tokenHint);
    const enter = el('button', { class: 'primary' }, inside.enter);
    this.view = el(
      'form',
      { class: 'card setup', hidden: true },
      field(inside.token, this.#token, hint),
      this.#problem,
      enter,
    );
    this.view.addEventListener('submit', (event) => {
      event.preventDefault();
      const token = this.#token.value.trim();
      if (token !== '') onToken(token);
    });
  }

  /** @param isWrong the token that was entered is not the server's. */
  ask(isWrong: boolean): void {
    setText(this.#problem, isWrong ? inside.tokenWrong : '');
    show(this.view, true);
    this.#token.focus();
  }

  hide(): void {
    show(this.view, false);
  }
}
