/** Shows a chart with its active states highlighted, and says the same in words below it. */
import type { Chart, ChartChange } from '../../../src/protocol/inside.ts';
import { el, setText, show } from '../dom.ts';
import { INSIDE as inside } from '../texts/inside.ts';
import { toTaken } from './chart-arrows.ts';
import { ChartPicture } from './chart-picture.ts';
import { toActiveWords } from './state-words.ts';

export class ChartView {
  readonly view: HTMLElement;
  readonly #chart: Chart;
  readonly #title: string;
  readonly #canvas = el('div', { class: 'chart' });
  readonly #words = el('ul', { class: 'active-states' });
  readonly #idle = el('p', { class: 'empty' }, inside.notRunning);
  #picture: ChartPicture | undefined;
  #active: readonly string[] = [];
  #changes: readonly ChartChange[] = [];
  #width = 0;

  constructor(chart: Chart) {
    this.#chart = chart;
    this.#title = inside.charts[chart.name];
    this.view = el(
      'section',
      { class: 'card', 'data-chart': chart.name },
      el('h2', {}, this.#title),
      this.#canvas,
      el('h3', {}, inside.active),
      this.#idle,
      this.#words,
    );
    // This also draws it for the first time, when it has a width.
    new ResizeObserver(([entry]) => this.#draw(Math.floor(entry?.contentRect.width ?? 0))).observe(this.#canvas);
  }

  /**
   * @param active ids of active states; empty: the chart is not running; undefined: not known.
   * @param changes what has just happened, in this chart and in others.
   */
  light(active: readonly string[] | undefined, changes: readonly ChartChange[]): void {
    const isSame = active?.join() === this.#active.join();
    const own = changes.filter(({ chart }) => chart === this.#chart.name);
    // An arrow that is drawn again flashes again.
    const isQuiet = isSame && toSeqs(own) === toSeqs(this.#changes);
    this.#active = active ?? [];
    this.#changes = own;
    if (!isQuiet) this.#paint();
    this.view.dataset.running = String(this.#active.length > 0);
    setText(this.#idle, active === undefined ? inside.notKnown : inside.notRunning);
    show(this.#idle, this.#active.length === 0);
    if (isSame) return;
    this.#words.replaceChildren(
      ...toActiveWords(this.#chart, this.#active).map(({ path, why, ways }) =>
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
    this.#picture = new ChartPicture(this.#chart, width);
    this.#canvas.replaceChildren(this.#picture.view);
    this.#paint();
  }

  #paint(): void {
    const fresh = this.#changes.flatMap(({ entered }) => entered);
    const taken = this.#changes.flatMap((change) => toTaken(this.#chart, change) ?? []);
    this.#picture?.paint(this.#active, fresh, taken);
    const active = toActiveWords(this.#chart, this.#active).map(({ path }) => path);
    const { chart, notRunning } = inside;
    const label = active.length > 0 ? chart(this.#title, active.join(', ')) : `${this.#title}. ${notRunning}`;
    this.#picture?.view.setAttribute('aria-label', label);
  }
}

function toSeqs(changes: readonly ChartChange[]): string {
  return changes.map(({ seq }) => seq).join();
}
