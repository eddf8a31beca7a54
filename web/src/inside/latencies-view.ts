/** Shows every latency that was measured, since the server's start and in the last minutes. */
import type { InsideNow } from '../../../src/protocol/inside.ts';
import { button, el, setText, show } from '../dom.ts';
import { INSIDE as inside } from '../texts/inside.ts';
import { copyButton, toJson } from './copy-button.ts';
import { Histogram, type Span } from './histogram.ts';

const MINUTE_MS = 60_000;

export class LatenciesView {
  readonly view: HTMLElement;
  readonly #none = el('p', { class: 'empty' }, inside.noLatencies);
  readonly #grid = el('div', { class: 'latencies' });
  readonly #buttons: Readonly<Record<Span, HTMLButtonElement>> = {
    sinceStart: button(inside.sinceStart, () => this.#choose('sinceStart'), { 'data-span': 'sinceStart' }),
    lately: button(inside.lately(5), () => this.#choose('lately'), { 'data-span': 'lately' }),
  };
  readonly #shown = new Map<string, Histogram>();
  #span: Span = 'sinceStart';
  #latencies: InsideNow['latencies'] | undefined;

  constructor() {
    const { lately, sinceStart } = this.#buttons;
    const copy = copyButton(inside.copy, () => (this.#latencies ? toJson(this.#latencies) : ''));
    this.view = el(
      'section',
      { class: 'card', 'data-card': 'latencies' },
      el('div', { class: 'heading' }, el('h2', {}, inside.latencies), copy),
      el('p', { class: 'hint' }, inside.latenciesLead),
      el('div', { class: 'row spans', role: 'group', 'aria-label': inside.spans }, sinceStart, lately),
      this.#none,
      this.#grid,
    );
    this.#choose('sinceStart');
  }

  show(latencies: InsideNow['latencies']): void {
    this.#latencies = latencies;
    const { boundsMs, metrics, windowMs } = latencies;
    const minutes = Math.round(windowMs / MINUTE_MS);
    setText(this.#buttons.lately, inside.lately(minutes));
    for (const latency of metrics) {
      if (latency.count === 0) continue;
      let histogram = this.#shown.get(latency.name);
      if (histogram === undefined) {
        histogram = new Histogram(latency, minutes);
        this.#shown.set(latency.name, histogram);
      }
      histogram.show(latency, boundsMs, this.#span);
    }
    const measured = metrics.flatMap(({ name }) => this.#shown.get(name)?.view ?? []);
    // In the server's order, whichever latency was measured first.
    if (measured.some((view, index) => this.#grid.children[index] !== view)) this.#grid.replaceChildren(...measured);
    show(this.#none, measured.length === 0);
  }

  #choose(span: Span): void {
    this.#span = span;
    for (const [name, each] of Object.entries(this.#buttons)) each.setAttribute('aria-pressed', String(name === span));
    if (this.#latencies) this.show(this.#latencies);
  }
}
