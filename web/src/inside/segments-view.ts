/** The last segments of a session, each with its waterfall, the newest first, all on one scale of time. */
import type { SegmentView } from '../../../src/protocol/inside.ts';
import { el, setText, show } from '../dom.ts';
import { INSIDE } from '../texts/inside.ts';
import { durationText } from './bars.ts';
import { KeyedList } from './keyed-list.ts';
import { endOf } from './segment-stages.ts';
import { legend, Waterfall } from './waterfall.ts';

const { segments: texts } = INSIDE;
/** The lanes have a length of whole steps, so that they do not stretch with every segment. ms */
const STEP_MS = 5_000;

export class SegmentsView {
  readonly view: HTMLElement;
  readonly #list = el('ol', { class: 'segments', 'data-segments': 0 });
  readonly #items = new KeyedList<Waterfall>(this.#list);
  readonly #none = el('p', { class: 'empty' }, texts.none);
  readonly #scale = el('p', { class: 'hint' });

  constructor() {
    this.view = el(
      'section',
      { class: 'card', 'data-card': 'segments' },
      el('h2', {}, texts.heading),
      el('p', { class: 'hint' }, texts.lead),
      legend(),
      this.#none,
      el('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': texts.heading }, this.#list),
      this.#scale,
      el('p', { class: 'hint' }, texts.unmeasured),
    );
  }

  /** @param segments Oldest first, as many as the server keeps. */
  show(sessionId: string, segments: readonly SegmentView[]): void {
    const scaleMs = Math.max(STEP_MS, Math.ceil(Math.max(0, ...segments.map(endOf)) / STEP_MS) * STEP_MS);
    // The same number is another segment in another session, and in another epoch.
    const byKey = new Map(segments.map((segment) => [`${sessionId} ${segment.seq} ${segment.at}`, segment]));
    this.#items.show([...byKey.keys()].reverse(), () => new Waterfall());
    for (const [key, segment] of byKey) this.#items.get(key)?.show(segment, scaleMs);
    this.#list.dataset.segments = String(segments.at(-1)?.seq ?? 0);
    show(this.#none, segments.length === 0);
    setText(this.#scale, segments.length === 0 ? '' : texts.scale(durationText(scaleMs)));
  }
}
