/** A sound's level, on the scale people hear by. */
import { el } from './dom.ts';

/** What is shown as nothing. */
const FLOOR_DB = -60;
/** Screen readers are told in steps, not with every word. */
const STEP = 10;

export class LevelMeter {
  readonly view: HTMLElement;
  readonly #meter: HTMLElement;
  readonly #bar = el('span', { class: 'bar' });
  #peak = 0;

  constructor(label: string) {
    this.#meter = el(
      'div',
      { class: 'level', role: 'meter', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 },
      this.#bar,
    );
    this.view = el('div', {}, el('span', { class: 'label', 'aria-hidden': 'true' }, label), this.#meter);
    this.set(0);
  }

  /** @param level Root mean square, 0..1. The loudest so far is in `data-peak`. */
  set(level: number): void {
    const percent = percentOf(level);
    this.#bar.style.inlineSize = `${percent}%`;
    this.#meter.setAttribute('aria-valuenow', String(Math.round(percent / STEP) * STEP));
    this.#peak = Math.max(this.#peak, level);
    this.#meter.dataset.peak = this.#peak.toFixed(4);
  }
}

function percentOf(level: number): number {
  if (level <= 0) return 0;
  return Math.max(0, Math.min(100, (1 - (20 * Math.log10(level)) / FLOOR_DB) * 100));
}
