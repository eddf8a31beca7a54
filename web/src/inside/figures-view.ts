/** Shows a session's figures: its present values, and its counts under the names of the metrics. */
import type { SessionView } from '../../../src/protocol/inside.ts';
import { el } from '../dom.ts';
import { INSIDE } from '../texts/inside.ts';
import { languageName } from '../texts/names.ts';
import { durationText } from './bars.ts';

export class FiguresView {
  readonly view: HTMLElement;
  readonly #list = el('dl', {});

  constructor() {
    this.view = el('section', { class: 'card' }, el('h2', {}, INSIDE.figures), this.#list);
  }

  show({ counters, epoch, heldMs, lagging, languages, latencies, listeners, openStreams }: SessionView): void {
    const inside = INSIDE;
    const figures: [name: string, value: string][] = [
      [inside.listeners, String(listeners)],
      ...Object.entries(languages).map(([code, count]): [string, string] => [`· ${languageName(code)}`, String(count)]),
      [inside.lagging, String(lagging)],
      [inside.heldMs, durationText(heldMs)],
      [inside.openStreams, String(openStreams)],
      [inside.epoch, String(epoch)],
      ...Object.entries(latencies).map(([name, { p50Ms, p90Ms }]): [string, string] => [
        inside.halfAndMost(name),
        `${durationText(p50Ms)}, ${durationText(p90Ms)}`,
      ]),
      ...Object.entries(counters).map(([name, count]): [string, string] => [name, countText(count)]),
    ];
    this.#list.replaceChildren(...figures.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
  }
}

export function countText(count: number): string {
  return Math.round(count).toLocaleString('en');
}
