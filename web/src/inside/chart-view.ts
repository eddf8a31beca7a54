/** Draws a chart with its active states highlighted, and says the same in words below it. */
import type { Chart } from '../../../src/protocol/inside.ts';
import { el, show, svg } from '../dom.ts';
import { TEXTS } from '../texts.ts';
import { NAME_HEIGHT, PADDING, type StateBox, toLayout } from './chart-layout.ts';
import { isActive, toActiveWords, toWays } from './state-words.ts';

const DOT_RADIUS = 3.5;
const BASELINE = 20;

export class ChartView {
  readonly view: HTMLElement;
  readonly #chart: Chart;
  readonly #title: string;
  readonly #canvas = el('div', { class: 'chart' });
  readonly #words = el('ul', { class: 'active-states' });
  readonly #idle = el('p', { class: 'empty' }, TEXTS.inside.notRunning);
  readonly #boxes = new Map<string, SVGGElement>();
  #picture: SVGSVGElement | undefined;
  #active: readonly string[] = [];
  #fresh: readonly string[] = [];
  #width = 0;

  constructor(chart: Chart) {
    this.#chart = chart;
    this.#title = TEXTS.inside.charts[chart.name];
    this.view = el(
      'section',
      { class: 'card', 'data-chart': chart.name },
      el('h2', {}, this.#title),
      this.#canvas,
      el('h3', {}, TEXTS.inside.active),
      this.#idle,
      this.#words,
    );
    // This also draws it for the first time, when it has a width.
    new ResizeObserver(([entry]) => this.#draw(Math.floor(entry?.contentRect.width ?? 0))).observe(this.#canvas);
  }

  /** @param active ids of active states; empty: the chart is not running. @param fresh ids of states that were just entered. */
  light(active: readonly string[], fresh: readonly string[]): void {
    const isSame = active.join() === this.#active.join();
    this.#active = active;
    this.#fresh = fresh;
    this.#paint();
    this.view.dataset.running = String(active.length > 0);
    show(this.#idle, active.length === 0);
    if (isSame) return;
    this.#words.replaceChildren(
      ...toActiveWords(this.#chart, active).map(({ path, why, ways }) =>
        el(
          'li',
          { 'data-active': path },
          el('strong', {}, path),
          ` ${why}`,
          ...ways.map((way) => el('small', {}, way)),
        ),
      ),
    );
  }

  #draw(width: number): void {
    if (width === 0 || width === this.#width) return;
    this.#width = width;
    const { boxes, ...size } = toLayout(this.#chart.root, width);
    this.#boxes.clear();
    this.#picture = svg(
      'svg',
      { ...size, viewBox: `0 0 ${size.width} ${size.height}`, role: 'img' },
      ...boxes.map((box) => this.#box(box)),
    );
    this.#canvas.replaceChildren(this.#picture);
    this.#paint();
  }

  #box({ state, isInitial, isRegion, x, y, width, height }: StateBox): SVGGElement {
    const isLeaf = state.states.length === 0;
    const group = svg(
      'g',
      { class: ['state', state.kind, isLeaf && 'leaf', isRegion && 'region'].filter(Boolean).join(' ') },
      svg('title', {}, [state.name, state.why, ...toWays(state)].join('\n')),
      svg('rect', { x, y, width, height, rx: 7 }),
      isInitial ? svg('circle', { cx: x + PADDING + DOT_RADIUS, cy: y + NAME_HEIGHT / 2, r: DOT_RADIUS }) : undefined,
      svg('text', { x: x + PADDING + (isInitial ? 3 * DOT_RADIUS : 0), y: y + BASELINE }, state.name),
    );
    this.#boxes.set(state.id, group);
    return group;
  }

  #paint(): void {
    for (const [id, group] of this.#boxes) {
      group.classList.toggle('lit', isActive(id, this.#active));
      group.classList.toggle('fresh', this.#fresh.includes(id));
    }
    const active = toActiveWords(this.#chart, this.#active).map(({ path }) => path);
    const { chart, notRunning } = TEXTS.inside;
    const label = active.length > 0 ? chart(this.#title, active.join(', ')) : `${this.#title}. ${notRunning}`;
    this.#picture?.setAttribute('aria-label', label);
  }
}
