/** Shows how listeners join: the code, the link, and the link as a QR code. */
import { button, el, field, setText } from '../dom.ts';
import { TEXTS } from '../texts.ts';
import { qrCode } from './qr.ts';

const COPIED_MS = 2_000;

export class InviteView {
  readonly view = el('section', { class: 'card invite' });

  /** @param server the session's server. Undefined: the page's own server. */
  set(sessionId: string, server: string | undefined): void {
    const { invite, code, link: label, openLink, qr, localOnly } = TEXTS.speak;
    const link = new URL('./listen', location.href);
    link.search = new URLSearchParams({ code: sessionId, ...(server === undefined ? {} : { server }) }).toString();
    const address = el('input', { type: 'text', readonly: true, value: link.href, name: 'link' });
    const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(link.hostname);
    this.view.replaceChildren(
      el('h2', {}, invite),
      el('p', { class: 'code' }, el('span', { class: 'label' }, code), el('strong', { 'data-code': '' }, sessionId)),
      qrCode(link.href, qr),
      field(label, address),
      el(
        'div',
        { class: 'row' },
        copyButton(link.href, address),
        el('a', { href: link.href, target: '_blank', rel: 'noopener' }, openLink),
      ),
      ...(isLocal ? [el('p', { class: 'hint' }, localOnly)] : []),
    );
  }
}

function copyButton(text: string, field: HTMLInputElement): HTMLButtonElement {
  const { copy, copied } = TEXTS.speak;
  const element = button(copy, () => {
    field.select();
    void navigator.clipboard?.writeText(text).then(() => {
      setText(element, copied);
      setTimeout(() => setText(element, copy), COPIED_MS);
    });
  });
  return element;
}
