/** One latency: its bars, its quantiles since the start and in the last minutes, its target, and its way over the last hour. */
import type { LatencyView } from '../../../src/protocol/inside.ts';
import { el, setText, show, svg } from '../dom.ts';
import { INSIDE as inside } from '../texts/inside.ts';
import { durationText, toBars } from './bars.ts';
import { countText } from './figures-view.ts';
import { TrendLine } from './trend-line.ts';

const BAR = 10;
const HEIGHT = 80;
/** Least height of a bar that is not empty, so that it can be seen. */
const LEAST = 1.5;

/** Which measurements the bars show. */
export type Span = 'sinceStart' | 'lately';

const QUANTILES = { p50: 'p50Ms', p90: 'p90Ms', p95: 'p95Ms', p99: 'p99Ms' } as const;

export class Histogram {
  readonly view: HTMLElement;
  readonly #picture = svg('svg', { role: 'img', class: 'histogram', preserveAspectRatio: 'none' });
  readonly #scale = el('p', { class: 'scale', 'aria-hidden': 'true' });
  readonly #nothing = el('p', { class: 'empty' }, inside.nothingLately);
  readonly #target = el('p', { class: 'target' });
  readonly #figures = el('tbody');
  readonly #trend: TrendLine;
  #shown = '';

  /** @param minutes The length of a window. */
  constructor({ name, meaning, without }: LatencyView, minutes: number) {
    this.#trend = new TrendLine(name, minutes);
    const left = without.length > 0 ? ` ${inside.without(without.join(', '))}` : '';
    const columns = [
      el('td'),
      ...[inside.sinceStart, inside.lately(minutes)].map((text) => el('th', { scope: 'col' }, text)),
    ];
    this.view = el(
      'section',
      { 'data-latency': name },
      el('h3', {}, name),
      el('p', { class: 'hint' }, `${meaning}${left}`),
      this.#picture,
      this.#scale,
      this.#nothing,
      this.#target,
      el('table', { class: 'quantiles' }, el('thead', {}, el('tr', {}, ...columns)), this.#figures),
      this.#trend.view,
    );
  }

  show(latency: LatencyView, boundsMs: readonly number[], span: Span): void {
    const shown = `${span} ${latency.count} ${latency.windows.map(({ count, p90Ms }) => [count, p90Ms]).join()}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.view.dataset.span = span;
    const lately = latency.windows[0];
    const isAll = span === 'sinceStart' || lately === undefined;
    const seen = isAll ? latency : { ...latency, ...lately };
    const target = toTarget(seen);
    setText(this.#target, target?.text ?? '');
    this.#target.dataset.met = String(target?.isMet ?? false);
    show(this.#target, target !== undefined);
    this.#draw(seen, boundsMs, isAll ? latency.counts : latency.windowCounts, target?.text ?? '');
    this.#figures.replaceChildren(
      ...Object.entries(QUANTILES).map(([term, quantile]) =>
        toRow(term, durationText(latency[quantile]), lately?.count ? durationText(lately[quantile]) : '–'),
      ),
      toRow(inside.longest, durationText(latency.maxMs), ''),
      toRow(inside.measured, countText(latency.count), countText(lately?.count ?? 0)),
    );
    this.#trend.show(latency.windows);
  }

  #draw(latency: LatencyView, boundsMs: readonly number[], counts: readonly number[], target: string): void {
    const { maxMs, name } = latency;
    const lastMs = limitsOf(latency).at(-1)?.limitMs;
    const { bars, withinTarget } = toBars(boundsMs, counts, lastMs);
    for (const part of [this.#picture, this.#scale]) part.toggleAttribute('hidden', bars.length === 0);
    show(this.#nothing, bars.length === 0);
    this.#picture.setAttribute('viewBox', `0 0 ${bars.length * BAR} ${HEIGHT}`);
    const [count, p50, p95, p99] = [
      countText(latency.count),
      ...[latency.p50Ms, latency.p95Ms, latency.p99Ms].map(durationText),
    ];
    this.#picture.setAttribute('aria-label', inside.histogram(name, `${count}`, `${p50}`, `${p95}`, `${p99}`, target));
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
  }
}

function toRow(term: string, sinceStart: string, lately: string): HTMLElement {
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, term),
    el('td', { 'data-figure': term }, sinceStart),
    el('td', { 'data-lately': term }, lately),
  );
}

type Quantiles = Pick<
  LatencyView,
  'p50Ms' | 'p90Ms' | 'p95Ms' | 'targetP50Ms' | 'targetP90Ms' | 'targetP95Ms' | 'count'
>;

/** @returns undefined: it has no target, or nothing was measured. */
function toTarget(latency: Quantiles): { readonly text: string; readonly isMet: boolean } | undefined {
  const limits = limitsOf(latency);
  if (limits.length === 0 || latency.count === 0) return undefined;
  const isMet = limits.every(({ limitMs, ms }) => ms <= limitMs);
  const text = inside.target(limits.map(({ share, limitMs }) => [share, durationText(limitMs)]));
  return { text: `${text}: ${isMet ? inside.met : inside.missed}`, isMet };
}

/** The targets, the smallest share of the measurements first, each with the measured quantile. */
function limitsOf({ p50Ms, p90Ms, p95Ms, targetP50Ms, targetP90Ms, targetP95Ms }: Quantiles) {
  return [
    { share: '50 %', ms: p50Ms, limitMs: targetP50Ms },
    { share: '90 %', ms: p90Ms, limitMs: targetP90Ms },
    { share: '95 %', ms: p95Ms, limitMs: targetP95Ms },
  ].flatMap(({ limitMs, ...limit }) => (limitMs === undefined ? [] : [{ ...limit, limitMs }]));
}
