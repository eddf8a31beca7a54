/** Lists the changes of state of a session, the newest first: those that are wanted, each as a way back to its time. */
import { CHART_NAMES, type ChartChange } from '../../../src/protocol/inside.ts';
import { button, el, field, setText, show } from '../dom.ts';
import { INSIDE as inside } from '../texts/inside.ts';
import { type ChangeFilter, isWanted } from './change-filter.ts';
import { clockTime } from './clock-time.ts';
import { copyButton, toJson } from './copy-button.ts';
import { KeyedList } from './keyed-list.ts';
import { changeWords, eventWords } from './state-words.ts';

/** Fewer than are kept: with a filter all of them are looked through. */
const MAX_SHOWN = 100;
const { filter: texts } = inside;

export class ChangesView {
  readonly view: HTMLElement;
  readonly #onChoice: (seq: number) => void;
  readonly #chart = el(
    'select',
    { name: 'chart' },
    el('option', { value: '' }, texts.all),
    ...CHART_NAMES.map((name) => el('option', { value: name }, name)),
  );
  readonly #text = el('input', { type: 'search', name: 'contains', autocomplete: 'off', spellcheck: 'false' });
  readonly #list = el('ol', { class: 'changes', 'data-changes': 0 });
  readonly #items = new KeyedList<{ readonly view: HTMLElement }>(this.#list);
  readonly #none = el('p', { class: 'empty' });
  readonly #count = el('p', { class: 'hint', role: 'status', 'data-count': '' });
  #changes: readonly ChartChange[] = [];
  #sessionId = '';
  #current: number | undefined;

  /** @param onChoice Somebody wants to see the charts as they were after this change. */
  constructor(onChoice: (seq: number) => void) {
    this.#onChoice = onChoice;
    const copy = copyButton(inside.copy, () => toJson(this.#wanted()));
    this.view = el(
      'section',
      { class: 'card', 'data-card': 'changes' },
      el('div', { class: 'heading' }, el('h2', {}, inside.changes), copy),
      el('div', { class: 'row filter' }, field(texts.chart, this.#chart), field(texts.text, this.#text)),
      this.#count,
      this.#none,
      el('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': inside.changes }, this.#list),
    );
    for (const control of [this.#chart, this.#text]) control.addEventListener('input', () => this.#show());
  }

  /** @param current The change after which the time is that is looked at; undefined: the present. */
  show(sessionId: string, changes: readonly ChartChange[], current: number | undefined): void {
    this.#sessionId = sessionId;
    this.#changes = changes;
    this.#current = current;
    this.#show();
  }

  #show(): void {
    const wanted = this.#wanted();
    const all = this.#changes.length;
    // The same number is another change in another session, and in another epoch.
    const toKey = ({ at, seq }: ChartChange) => `${this.#sessionId} ${seq} ${at}`;
    const byKey = new Map(wanted.slice(-MAX_SHOWN).map((change) => [toKey(change), change]));
    this.#items.show([...byKey.keys()].reverse(), (key) => ({ view: this.#item(byKey.get(key) as ChartChange) }));
    for (const [key, { seq }] of byKey) {
      const choose = this.#items.get(key)?.view.firstElementChild;
      if (seq === this.#current) choose?.setAttribute('aria-current', 'true');
      else choose?.removeAttribute('aria-current');
    }
    this.#list.dataset.changes = String(this.#changes.at(-1)?.seq ?? 0);
    setText(this.#none, all === 0 ? inside.noChanges : texts.none);
    show(this.#none, wanted.length === 0);
    setText(this.#count, all === 0 ? '' : texts.shown(wanted.length, all));
  }

  #wanted(): readonly ChartChange[] {
    const filter: ChangeFilter = { chart: this.#chart.value, text: this.#text.value.trim() };
    return this.#changes.filter((change) => isWanted(change, filter));
  }

  #item(change: ChartChange): HTMLElement {
    const { at, chart, event, seq } = change;
    const choose = button('', () => this.#onChoice(seq), { class: 'change' });
    choose.append(
      el('time', { datetime: new Date(at).toISOString() }, clockTime(at)),
      el('span', {}, `${chart}: ${eventWords(event)}`),
      el('strong', {}, changeWords(change, inside.began)),
    );
    return el('li', { 'data-seq': seq }, choose);
  }
}
