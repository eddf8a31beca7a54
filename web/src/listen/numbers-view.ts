/** Shows how many pieces of speech were played, skipped or late. */
import { el, setText } from '../dom.ts';
import { TEXTS } from '../texts.ts';
import type { PlayerNumbers } from './player.ts';

export class NumbersView {
  readonly view: HTMLElement;
  readonly #cells: Readonly<Record<keyof PlayerNumbers, HTMLElement>>;

  constructor() {
    const cell = (name: string) => el('dd', { 'data-number': name }, '0');
    this.#cells = {
      played: cell('played'),
      waitingMs: cell('waiting'),
      skipped: cell('skipped'),
      late: cell('late'),
    };
    const { numbers, played, waiting, skipped, late } = TEXTS.listen;
    const rows = [
      [played, this.#cells.played],
      [waiting, this.#cells.waitingMs],
      [skipped, this.#cells.skipped],
      [late, this.#cells.late],
    ] as const;
    this.view = el(
      'details',
      { class: 'numbers' },
      el('summary', {}, numbers),
      el('dl', {}, ...rows.flatMap(([label, value]) => [el('dt', {}, label), value])),
    );
  }

  set({ played, waitingMs, skipped, late }: PlayerNumbers): void {
    setText(this.#cells.played, String(played));
    setText(this.#cells.waitingMs, TEXTS.listen.seconds(waitingMs));
    setText(this.#cells.skipped, String(skipped));
    setText(this.#cells.late, String(late));
  }
}
