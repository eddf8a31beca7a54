/** Messages to the person, a few at a time. The oldest is removed if there are more. A message replaces one on its topic. */
import { button, el } from './dom.ts';
import type { Words } from './texts/locale.ts';

const MAX_SHOWN = 4;

export type NoticeKind = 'info' | 'warning' | 'problem';

export class Notices {
  /** Both lists exist from the start: screen readers do not announce a live region that is added with its text. */
  readonly #quiet = el('ul', { class: 'notices' });
  readonly #loud = el('ul', { class: 'notices' });
  readonly view = el('div', {}, el('div', { role: 'alert' }, this.#loud), el('div', { role: 'status' }, this.#quiet));

  /**
   * @param topic there is at most one message on a topic.
   * @param forMs after this time it is removed, because it says nothing about then. Default: it stays until it is cleared.
   */
  say(topic: string, words: Words, kind: NoticeKind = 'info', forMs?: number): void {
    this.clear(topic);
    const item = el('li', { class: `notice ${kind}`, 'data-topic': topic, 'data-kind': kind }, el('span', {}, words));
    item.append(button('×', () => item.remove(), { class: 'quiet', 'aria-label': (t) => t.notices.dismiss }));
    (kind === 'problem' ? this.#loud : this.#quiet).append(item);
    if (forMs !== undefined) setTimeout(() => item.remove(), forMs);
    const all = [...this.view.querySelectorAll('li')];
    for (const old of all.slice(0, Math.max(0, all.length - MAX_SHOWN))) old.remove();
  }

  clearAll(): void {
    for (const list of [this.#quiet, this.#loud]) list.replaceChildren();
  }

  clear(topic: string): void {
    for (const item of this.view.querySelectorAll<HTMLElement>('li')) if (item.dataset.topic === topic) item.remove();
  }
}
