/** A button in the bar, and what it opens above the bar: a panel over the captions, which stay readable meanwhile. */
import { button, el, show } from '../dom.ts';
import { type IconName, icon } from '../icons.ts';
import type { Text } from '../texts/locale.ts';

/** One is open at a time. */
let open: Panel | undefined;

export class Panel {
  readonly button: HTMLButtonElement;
  readonly view: HTMLElement;

  /** @param name for tests: the button's `data-control`. */
  constructor(name: string, drawing: IconName, label: Text, ...content: readonly Node[]) {
    const id = `panel-${name}`;
    this.button = button('', () => this.#set(!this.#isOpen), {
      'data-control': name,
      'aria-expanded': 'false',
      'aria-controls': id,
    });
    this.button.append(icon(drawing), el('span', { class: 'name' }, label));
    this.view = el(
      'section',
      { class: 'panel', id, 'aria-label': label, hidden: true },
      el('h2', {}, label),
      ...content,
    );
    this.view.addEventListener('keydown', (event) => this.#escape(event));
    this.button.addEventListener('keydown', (event) => this.#escape(event));
  }

  close(): void {
    this.#set(false);
  }

  get #isOpen(): boolean {
    return open === this;
  }

  #set(isOpen: boolean): void {
    if (isOpen && open !== this) open?.close();
    if (isOpen) open = this;
    else if (open === this) open = undefined;
    show(this.view, isOpen);
    this.button.setAttribute('aria-expanded', String(isOpen));
  }

  #escape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.#isOpen) return;
    event.stopPropagation();
    this.close();
    this.button.focus();
  }
}

/** A press anywhere else closes what is open. */
document.addEventListener('pointerdown', ({ target }) => {
  const isInside = target instanceof Node && (open?.view.contains(target) || open?.button.contains(target));
  if (!isInside) open?.close();
});
