/** How the 90 % quantile of a latency went, window by window: a line, the newest window at its right end. */
import type { LatencyWindow } from '../../../src/protocol/inside.ts';
import { el, svg } from '../dom.ts';
import { INSIDE as inside } from '../texts/inside.ts';
import { durationText } from './bars.ts';
import { toTrend } from './trend.ts';

const WIDTH = 240;
const HEIGHT = 32;

export class TrendLine {
  readonly view: HTMLElement;
  readonly #name: string;
  readonly #minutes: number;
  readonly #picture = svg('svg', {
    role: 'img',
    class: 'trend',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
  });

  constructor(name: string, minutes: number) {
    this.#name = name;
    this.#minutes = minutes;
    const lead = el('figcaption', { class: 'hint' }, inside.trendLead(minutes));
    this.view = el('figure', { class: 'trend-line', hidden: true }, this.#picture, lead);
  }

  /** @param windows The newest first. Two with measurements make a line. */
  show(windows: readonly LatencyWindow[]): void {
    const { lines, p90Ms } = toTrend(windows, { width: WIDTH, height: HEIGHT });
    this.view.hidden = p90Ms.length < 2;
    this.#picture.setAttribute('aria-label', inside.trend(this.#name, this.#minutes, p90Ms.map(durationText)));
    this.#picture.replaceChildren(...lines.map((points) => svg('polyline', { points })));
  }
}
