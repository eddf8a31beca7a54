/** Which addresses of this page other people can open: not those of this computer alone. Pure. */
import { isLoopbackName } from '../../src/protocol/loopback.ts';

/** A session, as its invitations name it. */
export interface Invited {
  readonly code: string;
  /** The session's server. Undefined: the one that the pages came from. */
  readonly server: string | undefined;
}

/** Whether only this computer can open the page. */
export function isLocalPage(page: string): boolean {
  return isLoopbackName(new URL(page).hostname);
}

/**
 * @param page URL of the present page.
 * @param addresses where the server says that others reach it: the addresses of its machine.
 * @param chosen host and port that a person chose among them: comes first.
 * @returns URLs of the folder of the pages, the likeliest first; empty: nobody else can open them.
 */
export function reachableFolders(page: string, addresses: readonly string[], chosen?: string): readonly string[] {
  const folder = new URL('.', page);
  if (!isLocalPage(page)) return [folder.href];
  const known = addresses
    .filter((address) => URL.canParse(address))
    .map((address) => new URL(folder.pathname, address));
  const isChosen = ({ host }: URL) => Number(host === chosen);
  return known.sort((a, b) => isChosen(b) - isChosen(a)).map(({ href }) => href);
}

/** The link with which people listen. @param folder of the pages. */
export function listenLink(folder: string, invited: Invited): string {
  return linkTo(new URL('listen', folder), invited);
}

/** The sheet to print. @param folder of the pages. */
export function posterLink(folder: string, invited: Invited): string {
  return linkTo(new URL('poster', folder), invited);
}

/** Where the hall's screen is set up. @param folder of the pages. @param address host and port in the listeners' links. */
export function screenSetupLink(folder: string, { code, server }: Invited, address?: string): string {
  const url = new URL('screen', folder);
  const optional = { ...(server === undefined ? {} : { server }), ...(address === undefined ? {} : { address }) };
  url.search = String(new URLSearchParams({ setup: code, ...optional }));
  return url.href;
}

function linkTo(url: URL, { code, server }: Invited): string {
  url.search = String(new URLSearchParams({ code, ...(server === undefined ? {} : { server }) }));
  return url.href;
}

/** @returns undefined for what is not the address of a server: http(s) or ws(s). */
export function parseServer(text: string): string | undefined {
  return URL.canParse(text) && /^(http|ws)s?:/i.test(text) ? text : undefined;
}
