/** Draws a chart: its states as boxes, the ways out of the active ones as arrows, and the ways that were just taken. */
import type { Chart } from '../../../src/protocol/inside.ts';
import { svg } from '../dom.ts';
import { toArrowPath } from './arrow-path.ts';
import { type Arrow, toExits } from './chart-arrows.ts';
import { NAME_HEIGHT, PADDING, type StateBox, toLayout } from './chart-layout.ts';
import { isActive, toWays } from './state-words.ts';

const DOT_RADIUS = 3.5;
const BASELINE = 20;
/** Room for arrows that leave a box at the chart's edge. */
const MARGIN = 14;

export class ChartPicture {
  readonly view: SVGSVGElement;
  readonly #chart: Chart;
  readonly #boxes = new Map<string, { readonly box: StateBox; readonly group: SVGGElement }>();
  readonly #arrows = svg('g', { class: 'arrows' });

  /** @param width available width in pixels. */
  constructor(chart: Chart, width: number) {
    this.#chart = chart;
    const { boxes, ...size } = toLayout(chart.root, width - MARGIN);
    for (const box of boxes) this.#boxes.set(box.state.id, { box, group: toGroup(box) });
    const wide = { width: size.width + MARGIN, height: size.height + 2 };
    this.view = svg(
      'svg',
      { ...wide, viewBox: `0 -1 ${wide.width} ${wide.height}`, role: 'img' },
      ...[...this.#boxes.values()].map(({ group }) => group),
      this.#arrows,
    );
  }

  /** @param fresh ids of states that were just entered. @param taken transitions that were just taken. */
  paint(active: readonly string[], fresh: readonly string[], taken: readonly Arrow[]): void {
    for (const [id, { group }] of this.#boxes) {
      group.classList.toggle('lit', isActive(id, active));
      group.classList.toggle('fresh', fresh.includes(id));
    }
    const exits = toExits(this.#chart, active);
    this.#arrows.replaceChildren(
      ...exits.flatMap((arrow) => this.#arrow(arrow, 'exit')),
      ...taken.flatMap((arrow) => this.#arrow(arrow, 'taken')),
    );
  }

  #arrow({ from, to, ways }: Arrow, kind: 'exit' | 'taken'): SVGPathElement[] {
    const [start, end] = [this.#boxes.get(from)?.box, this.#boxes.get(to)?.box];
    if (start === undefined || end === undefined) return [];
    const attributes = { class: kind, d: toArrowPath(start, end), 'data-from': from, 'data-to': to };
    return [svg('path', attributes, svg('title', {}, ways.join('\n')))];
  }
}

function toGroup({ state, isInitial, isRegion, x, y, width, height }: StateBox): SVGGElement {
  const isLeaf = state.states.length === 0;
  return svg(
    'g',
    { class: ['state', state.kind, isLeaf && 'leaf', isRegion && 'region'].filter(Boolean).join(' ') },
    svg('title', {}, [state.name, state.why, ...toWays(state)].join('\n')),
    svg('rect', { x, y, width, height, rx: 7 }),
    isInitial ? svg('circle', { cx: x + PADDING + DOT_RADIUS, cy: y + NAME_HEIGHT / 2, r: DOT_RADIUS }) : undefined,
    svg('text', { x: x + PADDING + (isInitial ? 3 * DOT_RADIUS : 0), y: y + BASELINE }, state.name),
  );
}
