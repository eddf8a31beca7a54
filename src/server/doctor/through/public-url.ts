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

/**
 * Takes ws:// and wss:// for http:// and https://, and a path, for a proxy that serves Rostrum below one.
 * @returns one line with the problem, which repeats nothing of a password or a query.
 */
export function parseUrl(text: string): PublicUrl {
  const trimmed = text.trim();
  if (!/^[a-z]+:\/\//i.test(trimmed) || !URL.canParse(trimmed)) {
    return wrong(
      'is not an address such as https://rostrum.example.org: give it with https:// or http:// before the name',
    );
  }
  const { protocol, username, password, search, hash, host, pathname } = new URL(trimmed);
  const scheme = SCHEMES[protocol];
  if (scheme === undefined) return wrong(`begins with ${protocol}//: http, https, ws and wss are possible`);
  if (username !== '' || password !== '') return wrong('has a user name or a password in it: leave them out');
  if (search !== '' || hash !== '') return wrong('has a query or a fragment: leave out everything from ? or # on');
  return { ok: true, url: `${scheme}//${host}${pathname}`.replace(/\/+$/, '') };
}

function wrong(what: string): PublicUrl {
  return { ok: false, problem: `the public address ${what}` };
}
