/** The one line above the captions: what a listener should know now. Screen readers announce its changes. */
import { el, setText, show } from '../dom.ts';
import type { Words } from '../texts/locale.ts';
import { wholeSeconds } from '../texts/names.ts';
import { type ListenCondition, MOODS } from './condition.ts';

export class StatusLine {
  readonly view: HTMLElement;
  readonly #text = el('span', { class: 'condition', role: 'status' });
  /** Not announced, because it changes every second. */
  readonly #seconds = el('span', { class: 'seconds', 'aria-hidden': 'true' });
  readonly #textOnly = el('span', { class: 'badge', 'data-text-only': '' }, (t) => t.join.textOnlyHere);

  constructor(sessionId: string) {
    this.view = el(
      'header',
      { class: 'status' },
      el('span', { class: 'lamp', 'aria-hidden': 'true' }),
      el('span', { class: 'said' }, this.#text, ' ', this.#seconds, ' ', this.#textOnly),
      el('span', { class: 'session', 'data-code': '' }, sessionId),
    );
    this.set('joining');
    this.textOnly(false);
  }

  /** @param detail `seconds` without a sign, or until the next attempt. */
  set(condition: ListenCondition, { seconds }: { readonly seconds?: number } = {}): void {
    this.view.dataset.condition = condition;
    this.view.dataset.mood = MOODS[condition];
    setText(this.#text, (t) => t.status[condition]);
    const isRetry = condition === 'inLine' || condition === 'reconnecting';
    setText(this.#seconds, toSeconds(seconds, isRetry));
  }

  /** @param isTextOnly The language has no voice. */
  textOnly(isTextOnly: boolean): void {
    show(this.#textOnly, isTextOnly);
  }
}

/** @param isRetry They are the time until the next attempt. */
function toSeconds(seconds: number | undefined, isRetry: boolean): Words {
  if (seconds === undefined || seconds <= 0) return '';
  const text = () => wholeSeconds(seconds * 1_000);
  return isRetry ? (t) => t.status.nextTry(text()) : text;
}
