/** Shows a histogram for each latency that was measured, with its quantiles and its target. */
import type { InsideNow, LatencyView } from '../../../src/protocol/inside.ts';
import { el, setText, show, svg } from '../dom.ts';
import { TEXTS } from '../texts.ts';
import { durationText, toBars } from './bars.ts';
import { countText } from './figures-view.ts';

const BAR = 10;
const HEIGHT = 80;
/** Least height of a bar that is not empty, so that it can be seen. */
const LEAST = 1.5;

const { inside } = TEXTS;

export class LatenciesView {
  readonly view: HTMLElement;
  readonly #none = el('p', { class: 'empty' }, inside.noLatencies);
  readonly #grid = el('div', { class: 'latencies' });
  readonly #shown = new Map<string, Histogram>();

  constructor() {
    const heading = [el('h2', {}, inside.latencies), el('p', { class: 'hint' }, inside.latenciesLead)];
    this.view = el('section', { class: 'card' }, ...heading, this.#none, this.#grid);
  }

  show({ boundsMs, metrics }: InsideNow['latencies']): void {
    for (const latency of metrics) {
      if (latency.count === 0) continue;
      let histogram = this.#shown.get(latency.name);
      if (histogram === undefined) {
        histogram = new Histogram(latency);
        this.#shown.set(latency.name, histogram);
      }
      histogram.show(latency, boundsMs);
    }
    const measured = metrics.flatMap(({ name }) => this.#shown.get(name)?.view ?? []);
    // In the server's order, whichever latency was measured first.
    if (measured.some((view, index) => this.#grid.children[index] !== view)) this.#grid.replaceChildren(...measured);
    show(this.#none, measured.length === 0);
  }
}

class Histogram {
  readonly view: HTMLElement;
  readonly #picture = svg('svg', { role: 'img', class: 'histogram', preserveAspectRatio: 'none' });
  readonly #scale = el('p', { class: 'scale', 'aria-hidden': 'true' });
  readonly #target = el('p', { class: 'target' });
  readonly #figures = el('dl', {});
  #count = 0;

  constructor({ name, meaning, without }: LatencyView) {
    const left = without.length > 0 ? ` ${inside.without(without.join(', '))}` : '';
    this.view = el(
      'section',
      { 'data-latency': name },
      el('h3', {}, name),
      el('p', { class: 'hint' }, `${meaning}${left}`),
      this.#picture,
      this.#scale,
      this.#target,
      this.#figures,
    );
  }

  show(latency: LatencyView, boundsMs: readonly number[]): void {
    const { count, counts, maxMs, name, p50Ms, p90Ms, p95Ms, p99Ms } = latency;
    if (count === this.#count) return;
    this.#count = count;
    const limits = limitsOf(latency);
    const lastMs = limits.at(-1)?.limitMs;
    const { bars, withinTarget } = toBars(boundsMs, counts, lastMs);
    const [p50, p90, p95, p99] = [p50Ms, p90Ms, p95Ms, p99Ms].map(durationText) as [string, string, string, string];
    const isMet = limits.length > 0 && limits.every(({ limitMs, ms }) => ms <= limitMs);
    const target =
      limits.length === 0
        ? ''
        : `${inside.target(limits.map(({ share, limitMs }) => [share, durationText(limitMs)]))}: ${isMet ? inside.met : inside.missed}`;
    setText(this.#target, target);
    this.#target.dataset.met = String(isMet);
    show(this.#target, target !== '');
    this.#picture.setAttribute('viewBox', `0 0 ${bars.length * BAR} ${HEIGHT}`);
    this.#picture.setAttribute('aria-label', inside.histogram(name, countText(count), p50, p95, p99, target));
    this.#picture.replaceChildren(
      ...bars.map((bar, index) => {
        const height = bar.count === 0 ? 0 : Math.max(LEAST, bar.height * HEIGHT);
        const place = { x: index * BAR + 1, y: HEIGHT - height, width: BAR - 2, height };
        return svg('rect', { ...place, class: bar.isOverTarget ? 'over' : undefined });
      }),
    );
    if (withinTarget !== undefined) {
      const x = withinTarget * BAR;
      this.#picture.append(svg('line', { x1: x, x2: x, y1: 0, y2: HEIGHT }));
    }
    const ends = [bars[0]?.overMs ?? 0, Math.min(bars.at(-1)?.upToMs ?? 0, Math.max(maxMs, lastMs ?? 0))];
    this.#scale.replaceChildren(...ends.map((ms) => el('span', {}, durationText(ms))));
    const figures = { p50, p90, p95, p99, [inside.longest]: durationText(maxMs), [inside.measured]: countText(count) };
    this.#figures.replaceChildren(
      ...Object.entries(figures).flatMap(([term, value]) => [
        el('dt', {}, term),
        el('dd', { 'data-figure': term }, value),
      ]),
    );
  }
}

/** The targets, the smallest share of the measurements first, each with the measured quantile. */
function limitsOf({ p50Ms, p90Ms, p95Ms, targetP50Ms, targetP90Ms, targetP95Ms }: LatencyView) {
  return [
    { share: '50 %', ms: p50Ms, limitMs: targetP50Ms },
    { share: '90 %', ms: p90Ms, limitMs: targetP90Ms },
    { share: '95 %', ms: p95Ms, limitMs: targetP95Ms },
  ].flatMap(({ limitMs, ...limit }) => (limitMs === undefined ? [] : [{ ...limit, limitMs }]));
}
