/** All that a screen shows: a window for each language, one quiet line below, and the QR code in its corner. */
import { el, setText } from '../dom.ts';
import { qrCode } from '../qr.ts';
import { listenLink, reachableFolders } from '../reach.ts';
import type { Words as PageText } from '../texts/locale.ts';
import { SCREEN } from '../texts/screen.ts';
import { CaptionBlock } from './caption-block.ts';
import { readableOn } from './colours.ts';
import type { ScreenSettings } from './screen-settings.ts';

export class Stage {
  readonly view: HTMLElement;
  readonly #settings: ScreenSettings;
  readonly #blocks: ReadonlyMap<string, CaptionBlock>;
  readonly #note = el('p', { class: 'note', role: 'status' });
  readonly #corner = el('aside', { class: 'corner', hidden: true });

  /** @param screenWidthPx of the screen that is imitated; undefined: the page's own. */
  constructor(settings: ScreenSettings, screenWidthPx?: number) {
    this.#settings = settings;
    const { languages, lines, size, background, color, align } = settings;
    const isClear = background === 'transparent';
    this.#blocks = new Map(languages.map((language) => [language, new CaptionBlock(language, lines)]));
    const blocks = [...this.#blocks.values()].map(({ view }) => view);
    this.view = el(
      'div',
      { class: 'stage', 'data-align': align, 'data-clear': isClear },
      this.#corner,
      ...blocks,
      this.#note,
    );
    const text = color ?? (isClear ? '#ffffff' : readableOn(background));
    const { style } = this.view;
    style.setProperty('--screen-ground', background);
    style.setProperty('--screen-text', text);
    // Around letters over a picture that nobody knows.
    style.setProperty('--screen-edge', readableOn(text));
    const isShare = size.unit === 'vw' && screenWidthPx !== undefined;
    style.setProperty(
      '--screen-size',
      isShare ? `${(size.value * screenWidthPx) / 100}px` : `${size.value}${size.unit}`,
    );
  }

  /** Undefined: the language is not shown. */
  block(language: string): CaptionBlock | undefined {
    return this.#blocks.get(language);
  }

  /** @param words Empty: nothing. */
  note(words: PageText): void {
    setText(this.#note, words);
  }

  /** Shows in the corner what a person scans or types to listen. @param addresses Where the server says that others reach it. */
  invite(addresses: readonly string[]): void {
    const { code, server, address } = this.#settings;
    const [folder] = reachableFolders(location.href, addresses, address);
    this.#corner.hidden = false;
    this.#corner.replaceChildren(
      // Nobody could open another link: then the code stands alone.
      ...(folder === undefined ? [] : [qrCode(listenLink(folder, { code, server }), SCREEN.qrLabel)]),
      el('strong', { 'data-code': '' }, code),
    );
  }
}
