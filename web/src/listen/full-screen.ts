/** Captions on the whole screen: by the browser's full screen, or where it has none (iPhone) on the whole page. */
import { button, el, setText } from '../dom.ts';
import { icon } from '../icons.ts';

export class FullScreen {
  readonly button: HTMLButtonElement;
  readonly #name = el('span', { class: 'name' });
  readonly #onChange: (isFull: boolean) => void;
  /** Without the browser's help. */
  #isPage = false;
  #isFull = false;

  /** @param closed Ends it. */
  constructor(onChange: (isFull: boolean) => void, closed: AbortSignal) {
    this.#onChange = onChange;
    this.button = button('', () => void this.set(!this.#isFull), { 'data-control': 'fullscreen' });
    this.button.append(icon('whole'), this.#name);
    document.addEventListener('fullscreenchange', () => this.#show(), { signal: closed });
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && this.#isPage && void this.set(false);
    document.addEventListener('keydown', onKey, { signal: closed });
    this.#show();
  }

  async set(isFull: boolean): Promise<void> {
    this.#isPage = false;
    try {
      if (isFull && document.fullscreenEnabled) await document.documentElement.requestFullscreen();
      else if (document.fullscreenElement) await document.exitFullscreen();
      this.#isPage = isFull && !document.fullscreenEnabled;
    } catch {
      this.#isPage = isFull;
    }
    this.#show();
  }

  #show(): void {
    const isFull = this.#isPage || Boolean(document.fullscreenElement);
    setText(this.#name, isFull ? (t) => t.bar.leaveFullScreen : (t) => t.bar.fullScreen);
    if (isFull !== this.#isFull) this.#onChange(isFull);
    this.#isFull = isFull;
  }
}
