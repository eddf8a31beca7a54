/** Shows a sound's level on a logarithmic scale, as people hear it. */
import { el } from './dom.ts';
import type { Words } from './texts/locale.ts';

/** Levels up to this are shown as 0. */
const FLOOR_DB = -60;
/** Screen readers get the level in steps, so that they do not announce every change. */
const STEP = 10;

export class LevelMeter {
  readonly view: HTMLElement;
  readonly #meter: HTMLElement;
  readonly #bar = el('span', { class: 'bar' });
  #peak = 0;

  constructor(label: Words) {
    this.#meter = el(
      'div',
      { class: 'level', role: 'meter', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 },
      this.#bar,
    );
    this.view = el('div', {}, el('span', { class: 'label', 'aria-hidden': 'true' }, label), this.#meter);
    this.set(0);
  }

  /** @param level root mean square, 0..1. The loudest level so far is in `data-peak`. */
  set(level: number): void {
    const percent = toPercent(level);
    this.#bar.style.inlineSize = `${percent}%`;
    this.#meter.setAttribute('aria-valuenow', String(Math.round(percent / STEP) * STEP));
    this.#peak = Math.max(this.#peak, level);
    this.#meter.dataset.peak = this.#peak.toFixed(4);
  }
}

function toPercent(level: number): number {
  if (level <= 0) return 0;
  return Math.max(0, Math.min(100, (1 - (20 * Math.log10(level)) / FLOOR_DB) * 100));
}
