/** Shows how many pieces of speech were played, skipped or late, how much waits, and how fast it is played. */
import { el, setText, show } from '../dom.ts';
import { fasterPercent, TEXTS } from '../texts.ts';
import type { PlayerNumbers } from './player-messages.ts';

export class NumbersView {
  readonly view: HTMLElement;
  readonly #cells: Readonly<Record<Exclude<keyof PlayerNumbers, 'rate'>, HTMLElement>>;
  readonly #faster = el('span', { class: 'faster', hidden: true, 'data-number': 'rate' });

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
      el('summary', {}, numbers, ' ', this.#faster),
      el('dl', {}, ...rows.flatMap(([label, value]) => [el('dt', {}, label), value])),
    );
  }

  set({ played, waitingMs, rate, skipped, late }: PlayerNumbers): void {
    setText(this.#cells.played, String(played));
    setText(this.#cells.waitingMs, TEXTS.listen.seconds(waitingMs));
    this.#cells.waitingMs.dataset.ms = String(Math.ceil(waitingMs));
    setText(this.#cells.skipped, String(skipped));
    setText(this.#cells.late, String(late));
    const isFaster = fasterPercent(rate) > 0;
    show(this.#faster, isFaster);
    if (isFaster) setText(this.#faster, TEXTS.listen.faster(rate));
  }
}
