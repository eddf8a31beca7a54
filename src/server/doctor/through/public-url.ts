/** Reads the public address of a server, as an operator writes it. Pure. */

export type PublicUrl =
  /** `url`: http(s)://…, without a slash at its end. */
  { readonly ok: true; readonly url: string } | { readonly ok: false; readonly problem: string };

const SCHEMES: Readonly<Record<string, string>> = {
  'http:': 'http:',
  'https:': 'https:',
  'ws:': 'http:',
  'wss:': 'https:',
};

const NONE = new URL('none:');

/**
 * Takes ws:// and wss:// for http:// and https://, and a path, for a proxy that serves Rostrum below one.
 * @returns the address, or its problem in one line that repeats nothing of it: it begins with "must".
 */
export function parseUrl(text: string): PublicUrl {
  const trimmed = text.trim();
  const { protocol, username, password, search, hash, host, pathname } = URL.canParse(trimmed)
    ? new URL(trimmed)
    : NONE;
  const scheme = SCHEMES[protocol];
  if (scheme === undefined || !/^\w+:\/\/[^/]/.test(trimmed))
    return wrong('must be an address that begins with https:// or http://');
  if (username !== '' || password !== '') return wrong('must have no user name and no password in it');
  if (search !== '' || hash !== '') return wrong('must have nothing behind its path');
  return { ok: true, url: `${scheme}//${host}${pathname}`.replace(/\/+$/, '') };
}

function wrong(problem: string): PublicUrl {
  return { ok: false, problem };
}
