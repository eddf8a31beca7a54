/** A page's three steps: the choice before a session, the session, and its end. One step is shown at a time. */
import { button, el, setText, show } from './dom.ts';

export type Step = 'setup' | 'live' | 'over';

export class Steps {
  /** In order. */
  readonly views: readonly HTMLElement[];
  readonly #live = el('div', { 'data-step': 'live', tabindex: -1, hidden: true });
  readonly #ending = el('p', { class: 'lead' });

  /** @param setup the first step. @param again text of the button that leads back to it. */
  constructor(setup: HTMLElement, again: string) {
    setup.dataset.step = 'setup';
    setup.tabIndex = -1;
    const over = el(
      'section',
      { class: 'card', 'data-step': 'over', tabindex: -1, hidden: true },
      this.#ending,
      button(again, () => this.go('setup'), { class: 'primary' }),
    );
    this.views = [setup, this.#live, over];
  }

  /** Sets the content of the session's step, also while another step is shown. */
  fill(session: HTMLElement): void {
    this.#live.replaceChildren(session);
  }

  /** @param reason In words. */
  end(reason: string): void {
    setText(this.#ending, reason);
    this.go('over');
  }

  go(step: Step): void {
    for (const view of this.views) show(view, view.dataset.step === step);
    // The focus moves here, because the button that had it is gone.
    this.views.find((view) => view.dataset.step === step)?.focus();
  }
}
