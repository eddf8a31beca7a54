/** The window of one language: a few lines of large text that roll up calmly, the newest at the bottom. */
import { el } from '../dom.ts';
import { runningText } from '../running-text.ts';
import { asLocale } from '../texts/locale.ts';
import { type Paragraph, type Said, Words } from '../words.ts';
import { LineRoller } from './line-roller.ts';

/** As `.block` has it in screen.css: a line's height in em, whatever script it has. */
const LINE_EM = 1.4;
/** More are never in the window, nor wait for it. */
const MOST_PARAGRAPHS = 30;
const STEP_MS = 260;
const CALM = matchMedia('(prefers-reduced-motion: reduce)');

export class CaptionBlock {
  readonly view: HTMLElement;
  readonly #words = new Words();
  readonly #text: HTMLElement;
  readonly #partial = el('span', { class: 'partial' });
  readonly #tail = el('p', { dir: 'auto' });
  readonly #roller: LineRoller;
  readonly #shown = new Map<number, HTMLElement>();
  #timer: number | undefined;

  /** @param language for tests and people who read with their ears. @param lines of the window. */
  constructor(language: string, lines: number) {
    this.#roller = new LineRoller(lines);
    this.#text = el('div', { class: 'text', role: 'log', 'aria-label': language, lang: asLocale(language) });
    this.view = el('div', { class: 'block', 'data-block': language, 'data-lines': lines }, this.#text);
    this.view.style.setProperty('--lines', String(lines));
    this.#place();
    new ResizeObserver(() => this.#settle()).observe(this.view);
  }

  /** @param language of the text. */
  add(said: Said, language: string): void {
    this.#words.add({ ...said, language });
    const anchor = [...this.#shown.values()].at(-1);
    const before = anchor?.offsetTop ?? 0;
    this.#show();
    // What changed above the newest paragraph moves nothing in the window.
    const shift = anchor?.isConnected ? Math.round((before - anchor.offsetTop) / this.#linePx) : 0;
    if (shift !== 0) {
      this.#roller.shift(shift);
      for (const animation of this.#text.getAnimations()) animation.cancel();
    }
    this.#roller.measure(this.#total);
    this.#place();
    this.#roll();
  }

  #show(): void {
    const paragraphs = this.#words.paragraphs
      .filter(({ lines }) => lines.some(({ text }) => text !== ''))
      .slice(-MOST_PARAGRAPHS);
    const ids = new Set(paragraphs.map(({ id }) => id));
    for (const [id, element] of this.#shown) {
      if (ids.has(id)) continue;
      element.remove();
      this.#shown.delete(id);
    }
    for (const paragraph of paragraphs) this.#showParagraph(paragraph);
    const { said, paragraph } = this.#words.partial ?? {};
    const text = said?.text.trim() ?? '';
    const place = paragraph && this.#shown.get(paragraph.id);
    const continued = place ? runningText([...(paragraph?.lines ?? []), { text }]).at(-1) : text;
    this.#partial.textContent = continued ?? '';
    this.#partial.lang = said?.language ?? '';
    (place ?? this.#tail).append(this.#partial);
    if (place || text === '') this.#tail.remove();
    else this.#text.append(this.#tail);
  }

  #showParagraph({ id, language, lines }: Paragraph): void {
    const text = runningText(lines).join('');
    let element = this.#shown.get(id);
    if (element === undefined) {
      element = el('p', { dir: 'auto', lang: language }, el('span', {}));
      this.#shown.set(id, element);
      this.#text.append(element);
    }
    const words = element.firstElementChild;
    if (words && words.textContent !== text) words.textContent = text;
  }

  #roll = (): void => {
    clearTimeout(this.#timer);
    const from = this.#roller.top;
    if (this.#roller.roll(performance.now()) > 0) {
      const keyframes = [from, this.#roller.top].map((top) => ({ transform: toTransform(top) }));
      if (!CALM.matches) this.#text.animate(keyframes, { duration: STEP_MS, easing: 'ease-out' });
      this.#place();
    }
    const { nextMs } = this.#roller;
    if (nextMs !== undefined) this.#timer = window.setTimeout(this.#roll, Math.max(0, nextMs - performance.now()));
  };

  /** After a change of the window's width: other lines. */
  #settle(): void {
    this.#roller.settle(this.#total);
    this.#place();
  }

  #place(): void {
    this.#text.style.transform = toTransform(this.#roller.top);
  }

  get #total(): number {
    return Math.round(this.#text.offsetHeight / this.#linePx);
  }

  get #linePx(): number {
    return Number.parseFloat(getComputedStyle(this.#text).fontSize) * LINE_EM || 1;
  }
}

function toTransform(top: number): string {
  return `translateY(${-top * LINE_EM}em)`;
}
