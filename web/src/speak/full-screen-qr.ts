/** The QR code over the whole screen, for the hall to scan: black on white, with the code in large letters below. */
import { button, el } from '../dom.ts';
import { qrCode } from '../qr.ts';
import { INVITE } from '../texts/invite.ts';

export class FullScreenQr {
  readonly view: HTMLDialogElement;
  /** A dialog itself may not become full screen. */
  readonly #board = el('div', { class: 'board' });

  constructor() {
    this.view = el('dialog', { class: 'hall-code', 'aria-label': INVITE.fullScreen }, this.#board);
    // Escape leaves the full screen without a word to the page; without a full screen it closes the dialog.
    this.#board.addEventListener('fullscreenchange', () => {
      if (document.fullscreenElement === null) this.view.close();
    });
    this.view.addEventListener('close', () => {
      if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => {});
    });
  }

  /** Must be called by a click. Where the browser has no full screen, the code fills its window. */
  open(link: string, sessionId: string): void {
    const { host, pathname } = new URL(link);
    this.#board.replaceChildren(
      qrCode(link, INVITE.qr),
      el('strong', { 'data-full-code': '' }, sessionId),
      el('p', {}, `${host}${pathname}`),
      button('×', () => this.view.close(), { class: 'quiet', 'aria-label': INVITE.close, 'data-control': 'close-qr' }),
    );
    this.view.showModal();
    this.#board.requestFullscreen?.().catch(() => {});
  }
}
