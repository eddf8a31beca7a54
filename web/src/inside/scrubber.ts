/** A bar over the changes of a session: goes back to the time after any of them, and to the present again. */
import type { ChartChange } from '../../../src/protocol/inside.ts';
import { button, el, setText } from '../dom.ts';
import { INSIDE } from '../texts/inside.ts';
import { durationText } from './bars.ts';
import { clockTime } from './clock-time.ts';
import { eventWords } from './state-words.ts';

const { replay } = INSIDE;

export class Scrubber {
  readonly view: HTMLElement;
  readonly #onMove: () => void;
  readonly #range = el('input', {
    type: 'range',
    min: 0,
    max: 0,
    value: 0,
    'aria-label': replay.label,
    'data-scrubber': '',
  });
  readonly #earlier = button(replay.earlier, () => this.#step(-1), { 'data-step-by': -1 });
  readonly #later = button(replay.later, () => this.#step(1), { 'data-step-by': 1 });
  readonly #live = button(replay.live, () => this.go(undefined), { 'data-live': '', 'aria-pressed': 'true' });
  readonly #moment = el('p', { class: 'moment', 'data-moment': 'live' }, replay.isLive);
  #changes: readonly ChartChange[] = [];
  #seq: number | undefined;
  #nowMs = 0;

  constructor(onMove: () => void) {
    this.#onMove = onMove;
    this.view = el(
      'section',
      { class: 'card scrubber', 'aria-label': replay.heading },
      el('div', { class: 'row' }, this.#earlier, this.#range, this.#later, this.#live),
      this.#moment,
    );
    // The last position is the present.
    this.#range.addEventListener('input', () => this.go(this.#changes[Number(this.#range.value)]?.seq));
    this.view.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.go(undefined);
    });
  }

  /** The change after which the time is that is looked at; undefined: it is the present. */
  get seq(): number | undefined {
    return this.#seq;
  }

  /** @param seq A change that is not known any more: the oldest. */
  go(seq: number | undefined): void {
    this.#seq = seq;
    this.#show();
    this.#onMove();
  }

  /** @param nowMs The server's time, Unix ms. */
  offer(changes: readonly ChartChange[], nowMs: number): void {
    this.#changes = changes;
    this.#nowMs = nowMs;
    if (changes.length === 0) this.#seq = undefined;
    // The oldest one that is left, when the one that was looked at has been discarded.
    else if (this.#seq !== undefined) this.#seq = Math.max(this.#seq, changes[0]?.seq ?? 0);
    this.#show();
  }

  #step(by: number): void {
    this.go(this.#changes[Math.max(0, this.#at + by)]?.seq);
  }

  /** Index of the change; of the present: one more than there are. */
  get #at(): number {
    const at = this.#changes.findIndex(({ seq }) => seq === this.#seq);
    return at < 0 ? this.#changes.length : at;
  }

  #show(): void {
    const at = this.#at;
    const change = this.#changes[at];
    const last = this.#changes.length;
    this.#range.max = String(last);
    this.#range.value = String(at);
    this.#range.disabled = last === 0;
    this.#earlier.disabled = at === 0;
    this.#later.disabled = at === last;
    this.#live.setAttribute('aria-pressed', String(change === undefined));
    this.view.dataset.replay = String(change !== undefined);
    const words = change ? this.#words(change) : last === 0 ? replay.none : replay.isLive;
    this.#moment.dataset.moment = change ? String(change.seq) : 'live';
    this.#range.setAttribute('aria-valuetext', words);
    setText(this.#moment, words);
  }

  #words({ at, chart, event }: ChartChange): string {
    const ago = durationText(Math.max(0, Math.round((this.#nowMs - at) / 100) * 100));
    return replay.moment(clockTime(at), ago, `${chart}: ${eventWords(event)}`);
  }
}
