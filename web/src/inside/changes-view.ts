/** Shows the last changes of state of a session, the newest first. */
import type { ChartChange } from '../../../src/protocol/inside.ts';
import { el, show } from '../dom.ts';
import { TEXTS } from '../texts.ts';
import { changeWords, eventWords } from './state-words.ts';

/** A server keeps more than are shown. */
const MAX_SHOWN = 25;

export class ChangesView {
  readonly view: HTMLElement;
  readonly #list = el('ol', { class: 'changes', 'data-changes': 0 });
  readonly #none = el('p', { class: 'empty' }, TEXTS.inside.noChanges);
  #shown = '';

  constructor() {
    this.view = el(
      'section',
      { class: 'card' },
      el('h2', {}, TEXTS.inside.changes),
      this.#none,
      el('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': TEXTS.inside.changes }, this.#list),
    );
  }

  show(sessionId: string, changes: readonly ChartChange[]): void {
    const last = changes.at(-1)?.seq ?? 0;
    show(this.#none, changes.length === 0);
    const shown = `${sessionId} ${last}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#list.dataset.changes = String(last);
    this.#list.replaceChildren(
      ...changes
        .slice(-MAX_SHOWN)
        .reverse()
        .map((change) =>
          el(
            'li',
            {},
            el(
              'time',
              { datetime: new Date(change.at).toISOString() },
              new Date(change.at).toLocaleTimeString('en-GB'),
            ),
            el('span', {}, `${change.chart}: ${eventWords(change.event)}`),
            el('strong', {}, changeWords(change, TEXTS.inside.began)),
          ),
        ),
    );
  }
}
