/** Everything that is shown of one session: its charts as they are or were, changes, segments, figures. */
import type { Chart, ChartChange, SessionView } from '../../../src/protocol/inside.ts';
import { el, show } from '../dom.ts';
import { INSIDE as inside } from '../texts/inside.ts';
import { ChangeHistory } from './change-history.ts';
import { ChangesView } from './changes-view.ts';
import { ChartView } from './chart-view.ts';
import { copyButton, toJson } from './copy-button.ts';
import { FiguresView } from './figures-view.ts';
import { type Active, toMoments } from './replay.ts';
import { Scrubber } from './scrubber.ts';
import { SegmentsView } from './segments-view.ts';

/** Charts that every session has. Other charts are shown once they run. */
const ALWAYS = ['session', 'transcription'];

export class SessionPanel {
  readonly view: HTMLElement;
  readonly #charts: readonly Chart[];
  readonly #chartViews: ReadonlyMap<string, ChartView>;
  readonly #chartsView = el('div', { class: 'charts' });
  readonly #history = new ChangeHistory();
  readonly #scrubber = new Scrubber(() => this.#light());
  readonly #changes = new ChangesView((seq) => this.#scrubber.go(seq));
  readonly #segments = new SegmentsView();
  readonly #figures = new FiguresView();
  #session: SessionView | undefined;
  /** The last change that was seen before the present view. 0: this is the first view. */
  #lastSeq = 0;

  constructor(charts: readonly Chart[]) {
    this.#charts = charts;
    this.#chartViews = new Map(charts.map((chart) => [chart.name, new ChartView(chart)]));
    const copy = copyButton(inside.copy, () => toJson(this.#shown()));
    this.view = el(
      'div',
      { hidden: true, 'data-session': '' },
      this.#scrubber.view,
      this.#chartsView,
      el('div', { class: 'heading' }, el('p', { class: 'hint' }, inside.key), copy),
      this.#segments.view,
      el('div', { class: 'columns even' }, this.#changes.view, this.#figures.view),
    );
  }

  /** @param nowMs The server's time, Unix ms. */
  show(session: SessionView, nowMs: number): void {
    const { changes, segments, sessionId } = session;
    const isOther = sessionId !== this.#session?.sessionId || session.epoch !== this.#session.epoch;
    if (isOther) {
      this.#history.clear();
      this.#scrubber.go(undefined);
    }
    this.#lastSeq = isOther ? 0 : (this.#session?.changes.at(-1)?.seq ?? 0);
    this.#session = session;
    this.view.dataset.session = sessionId;
    show(this.view, true);
    this.#history.add(changes);
    this.#scrubber.offer(this.#history.changes, nowMs);
    this.#segments.show(sessionId, segments);
    this.#figures.show(session);
    this.#light();
  }

  /** The charts at the time that is looked at, and what had just happened. */
  #light(): void {
    const session = this.#session;
    if (session === undefined) return;
    const { active, just } = this.#now(session);
    for (const [name, chart] of this.#chartViews) {
      const ids = name in active ? active[name as keyof Active] : this.#scrubber.seq === undefined ? [] : undefined;
      const isWanted = (ids?.length ?? 0) > 0 || ALWAYS.includes(name);
      if (!chart.view.isConnected && isWanted) this.#chartsView.append(chart.view);
      chart.light(ids, just);
    }
    this.#changes.show(session.sessionId, this.#history.changes, this.#scrubber.seq);
  }

  #now(session: SessionView): { readonly active: Active; readonly just: readonly ChartChange[] } {
    const { changes } = this.#history;
    const at = changes.findIndex(({ seq }) => seq === this.#scrubber.seq);
    const change = changes[at];
    if (change === undefined) {
      const fresh = changes.filter(({ seq }) => this.#lastSeq > 0 && seq > this.#lastSeq);
      return { active: session.active, just: fresh };
    }
    return { active: toMoments(this.#charts, session.active, changes)[at] ?? {}, just: [change] };
  }

  /** The session's view, at an earlier time only the states of its charts. */
  #shown(): object {
    const { seq } = this.#scrubber;
    if (this.#session === undefined) return {};
    if (seq === undefined) return this.#session;
    const { active, just } = this.#now(this.#session);
    return { sessionId: this.#session.sessionId, after: just[0], active };
  }
}
