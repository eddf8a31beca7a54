/** The way of one segment as bars on a scale of time: one lane for the speaker, one for each language. Also said in words. */
import type { SegmentAtListeners, SegmentView } from '../../../src/protocol/inside.ts';
import { el } from '../dom.ts';
import { INSIDE } from '../texts/inside.ts';
import { languageName } from '../texts/names.ts';
import { durationText } from './bars.ts';
import { clockTime } from './clock-time.ts';
import { copyButton, toJson } from './copy-button.ts';
import { endOf, STAGES, type Stage, type StageName, toStages } from './segment-stages.ts';

const { segments } = INSIDE;
const OF_LANGUAGES: readonly StageName[] = ['translated', 'spoken', 'played'];

export class Waterfall {
  readonly view = el('li', { class: 'segment' });
  readonly #head = el('p', { class: 'segment-head' });
  readonly #lanes = el('div', { class: 'lanes', role: 'img' });
  readonly #times = el('dl', {});
  readonly #trace = el('code', {});
  #segment: SegmentView | undefined;
  #shown = '';

  constructor() {
    const copyTrace = copyButton(segments.copyTrace, () => this.#segment?.traceId ?? '');
    const copyAll = copyButton(INSIDE.copy, () => (this.#segment ? toJson(this.#segment) : ''));
    copyTrace.dataset.trace = '';
    this.view.append(
      this.#head,
      this.#lanes,
      el(
        'details',
        {},
        el('summary', {}, segments.times),
        this.#times,
        el('p', { class: 'trace' }, `${segments.trace} `, this.#trace),
        el('div', { class: 'row' }, copyTrace, copyAll),
      ),
    );
  }

  /** @param scaleMs The length of the lanes. */
  show(segment: SegmentView, scaleMs: number): void {
    const shown = `${scaleMs} ${JSON.stringify(segment)}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#segment = segment;
    const { at, outcome, partials, seq, traceId, words } = segment;
    const stages = toStages(segment);
    const length = durationText(endOf(segment));
    const became = outcome === undefined ? segments.underWay : segments.outcomes[outcome];
    this.view.dataset.segment = String(seq);
    this.view.dataset.outcome = outcome ?? '';
    this.#trace.textContent = traceId;
    this.#head.replaceChildren(
      el('time', { datetime: new Date(at).toISOString() }, clockTime(at)),
      el('span', {}, segments.words(words, partials)),
      el('span', {}, length),
      el('strong', { class: outcome === undefined || outcome === 'forwarded' ? '' : 'problem' }, became),
    );
    const languages = Object.keys(segment.languages);
    this.#lanes.replaceChildren(
      toLane(
        segments.speaker,
        stages.filter(({ language }) => language === undefined),
        scaleMs,
      ),
      ...languages.map((code) =>
        toLane(
          code,
          stages.filter(({ language }) => language === code),
          scaleMs,
        ),
      ),
    );
    this.#lanes.setAttribute('aria-label', segments.told(clockTime(at), length, became));
    const named = (language: string | undefined) => (name: StageName) => {
      const known = stages.find((one) => one.name === name && one.language === language);
      const label = `${language === undefined ? '' : `${languageName(language)}, `}${segments.stages[name]}`;
      return [el('dt', {}, label), el('dd', { 'data-stage': name }, known ? toTimes(known) : segments.notKnown)];
    };
    this.#times.replaceChildren(
      ...STAGES.filter((name) => !OF_LANGUAGES.includes(name)).flatMap(named(undefined)),
      ...Object.entries(segment.languages).flatMap(([code, known]) => [
        ...OF_LANGUAGES.flatMap(named(code)),
        ...toReports(code, known),
      ]),
    );
  }
}

/** What the colours mean. */
export function legend(): HTMLElement {
  return el(
    'ul',
    { class: 'legend' },
    ...STAGES.map((name) =>
      el('li', {}, el('i', { 'data-stage': name, 'aria-hidden': 'true' }), segments.stages[name]),
    ),
  );
}

function toLane(name: string, stages: readonly Stage[], scaleMs: number): HTMLElement {
  return el(
    'div',
    { class: 'lane', 'data-lane': name },
    el('span', { class: 'label' }, name),
    el('div', { class: 'track' }, ...stages.map((stage) => toBar(stage, scaleMs))),
  );
}

function toBar(stage: Stage, scaleMs: number): HTMLElement {
  const bar = el('i', { 'data-stage': stage.name, title: `${segments.stages[stage.name]}: ${toTimes(stage)}` });
  bar.style.insetInlineStart = `${(stage.fromMs / scaleMs) * 100}%`;
  bar.style.inlineSize = `${((stage.toMs - stage.fromMs) / scaleMs) * 100}%`;
  return bar;
}

function toTimes({ fromMs, toMs }: Stage): string {
  return segments.fromTo(durationText(fromMs), durationText(toMs));
}

function toReports(language: string, { played, skipped }: SegmentAtListeners): HTMLElement[] {
  const label = segments.atListeners(languageName(language));
  return [el('dt', {}, label), el('dd', { 'data-reports': language }, segments.reports(played, skipped))];
}
