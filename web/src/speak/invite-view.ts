/** Shows how listeners join: the code, the link, and the link as a QR code; on localhost, how to open the server to them. */

import { copyButton } from '../copy-button.ts';
import { button, el, field } from '../dom.ts';
import { openToHall } from '../open-to-hall.ts';
import { OWN_SERVER } from '../own-server.ts';
import { qrCode } from '../qr.ts';
import { type Invited, isLocalPage, listenLink, posterLink, reachableFolders, screenSetupLink } from '../reach.ts';
import { askServer } from '../server-answers.ts';
import type { ServerInfo } from '../server-info.ts';
import { INVITE } from '../texts/invite.ts';
import { REACH } from '../texts/reach.ts';
import { FullScreenQr } from './full-screen-qr.ts';

export class InviteView {
  readonly view = el('section', { class: 'card invite' });
  readonly #fullScreen = new FullScreenQr();

  /** Called once. @param server the session's server. Undefined: the page's own server. */
  set(code: string, server: string | undefined): void {
    const invited: Invited = { code, server };
    if (!isLocalPage(OWN_SERVER)) {
      this.#show(invited, [OWN_SERVER], 0);
      return;
    }
    // Until the server has said where others reach it, the link is the one that works here.
    this.#show(invited, [], 0);
    void this.#ask(invited);
  }

  async #ask(invited: Invited): Promise<void> {
    const { info } = await askServer(OWN_SERVER);
    this.#show(invited, reachableFolders(OWN_SERVER, info.addresses ?? []), 0, info);
  }

  /**
   * @param folders of the pages, as others reach them; empty: they do not. @param chosen one of them.
   * @param info of the page's own server; undefined: not known yet, or not needed.
   */
  #show(invited: Invited, folders: readonly string[], chosen: number, info?: ServerInfo): void {
    const folder = folders[chosen];
    const link = listenLink(folder ?? OWN_SERVER, invited);
    const address = el('input', { type: 'text', readonly: true, value: link, name: 'link' });
    this.view.replaceChildren(
      el('h2', {}, INVITE.heading),
      el(
        'p',
        { class: 'code' },
        el('span', { class: 'label' }, INVITE.code),
        el('strong', { 'data-code': '' }, invited.code),
      ),
      ...(folder === undefined ? [] : [qrCode(link, INVITE.qr)]),
      ...(folder === undefined && info ? [openToHall(info)] : []),
      ...(folders.length > 1 ? [this.#choice(invited, folders, chosen, info)] : []),
      ...(info && folder !== undefined ? [el('p', { class: 'hint' }, REACH.sameNetwork)] : []),
      field(INVITE.link, address),
      el('div', { class: 'row' }, copyButton(address, INVITE, 'copy-link'), ...this.#ways(link, invited, folder)),
      el(
        'nav',
        { class: 'row ways', 'aria-label': INVITE.more },
        away(link, INVITE.open),
        away(posterLink(folder ?? OWN_SERVER, invited), INVITE.poster),
        away(screenSetupLink(OWN_SERVER, invited, info && folder && new URL(folder).host), INVITE.screen),
      ),
      this.#fullScreen.view,
    );
  }

  /** A computer in several networks: which of them the listeners are in, only a person knows. */
  #choice(invited: Invited, folders: readonly string[], chosen: number, info: ServerInfo | undefined): HTMLElement {
    const options = folders.map((each, i) => el('option', { value: i, selected: i === chosen }, new URL(each).host));
    const select = el('select', { name: 'address' }, ...options);
    select.addEventListener('change', () => {
      this.#show(invited, folders, select.selectedIndex, info);
      // This list is replaced, and who chooses with the arrow keys goes on in the new one.
      this.view.querySelector<HTMLElement>('select[name=address]')?.focus();
    });
    return field(REACH.address, select);
  }

  /** What a link is good for that others can open. */
  #ways(link: string, { code }: Invited, folder: string | undefined): HTMLElement[] {
    if (folder === undefined) return [];
    const full = button(INVITE.fullScreen, () => this.#fullScreen.open(link, code), { 'data-control': 'full-qr' });
    if (navigator.share === undefined) return [full];
    // Who closes the system's dialog has refused nothing.
    const share = () => void navigator.share({ title: INVITE.shareTitle(code), url: link }).catch(() => {});
    return [full, button(INVITE.share, share, { 'data-control': 'share' })];
  }
}

function away(href: string, text: string): HTMLAnchorElement {
  return el('a', { href, target: '_blank', rel: 'noopener' }, text);
}
