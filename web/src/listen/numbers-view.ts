/** Shows how many pieces of speech were played, skipped or late, how much waits, and how fast it is played. */
import { el, setText, show } from '../dom.ts';
import type { ListenerTexts } from '../texts/listener-texts.ts';
import { percent, seconds } from '../texts/names.ts';
import type { PlayerNumbers } from './player-messages.ts';

export class NumbersView {
  readonly view: HTMLElement;
  readonly #cells: Readonly<Record<Exclude<keyof PlayerNumbers, 'rate'>, HTMLElement>>;
  readonly #faster = el('span', { class: 'faster', hidden: true, 'data-number': 'rate', 'data-percent': 0 });

  /** @param more What else is shown with the numbers. */
  constructor(...more: readonly Node[]) {
    const cell = (name: string) => el('dd', { 'data-number': name }, '0');
    this.#cells = {
      played: cell('played'),
      waitingMs: cell('waiting'),
      skipped: cell('skipped'),
      late: cell('late'),
    };
    const rows = [
      [(t: ListenerTexts) => t.numbers.played, this.#cells.played],
      [(t: ListenerTexts) => t.numbers.waiting, this.#cells.waitingMs],
      [(t: ListenerTexts) => t.numbers.skipped, this.#cells.skipped],
      [(t: ListenerTexts) => t.numbers.late, this.#cells.late],
    ] as const;
    this.view = el(
      'details',
      { class: 'numbers' },
      el('summary', {}, (t) => t.numbers.title, ' ', this.#faster),
      ...more,
      el('dl', {}, ...rows.flatMap(([label, value]) => [el('dt', {}, label), value])),
    );
  }

  set({ played, waitingMs, rate, skipped, late }: PlayerNumbers): void {
    setText(this.#cells.played, String(played));
    setText(this.#cells.waitingMs, () => seconds(waitingMs));
    this.#cells.waitingMs.dataset.ms = String(Math.ceil(waitingMs));
    setText(this.#cells.skipped, String(skipped));
    setText(this.#cells.late, String(late));
    const faster = Math.max(0, Math.round((rate - 1) * 100));
    const isFaster = faster > 0;
    this.#faster.dataset.percent = String(faster);
    show(this.#faster, isFaster);
    if (isFaster) setText(this.#faster, (t) => t.sound.faster(percent(rate - 1)));
  }
}
