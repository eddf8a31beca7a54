/** A page's three steps: the choice before a session, the session, and its end. One step is shown at a time. */
import { button, el, setText, show } from './dom.ts';
import type { Words } from './texts/locale.ts';

export type Step = 'setup' | 'live' | 'over';

export class Steps {
  /** In order. */
  readonly views: readonly HTMLElement[];
  /** Called after each step. */
  onGo: (step: Step) => void = () => {};
  readonly #live = el('div', { 'data-step': 'live', tabindex: -1, hidden: true });
  readonly #ending = el('p', { class: 'lead' });
  /** What else can be done at the end. */
  readonly #actions = el('div', { class: 'row' });
  /** What is left of the session: its words. */
  readonly #left = el('div', { class: 'left' });

  /** @param setup the first step. @param again text of the button that leads back to it. */
  constructor(setup: HTMLElement, again: Words) {
    setup.dataset.step = 'setup';
    setup.tabIndex = -1;
    const over = el(
      'section',
      { class: 'card', 'data-step': 'over', tabindex: -1, hidden: true },
      this.#ending,
      this.#left,
      this.#actions,
      button(again, () => this.go('setup'), { class: 'primary' }),
    );
    this.views = [setup, this.#live, over];
  }

  /** Sets the content of the session's step, also while another step is shown. */
  fill(session: HTMLElement): void {
    this.#live.replaceChildren(session);
    this.#left.replaceChildren();
  }

  /** Moves from the session to its end. */
  keep(...left: readonly HTMLElement[]): void {
    this.#left.replaceChildren(...left);
  }

  /** @param reason In words. @param actions Buttons for this end, before the one that leads back. */
  end(reason: Words, ...actions: readonly HTMLElement[]): void {
    setText(this.#ending, reason);
    this.#actions.replaceChildren(...actions);
    this.go('over');
  }

  go(step: Step): void {
    for (const view of this.views) show(view, view.dataset.step === step);
    // The focus moves here, because the button that had it is gone.
    this.views.find((view) => view.dataset.step === step)?.focus();
    this.onGo(step);
  }
}
