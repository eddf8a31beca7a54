/** The server's address: any http(s) or ws(s) URL. Its path is a prefix of every route. */

/** @returns the URL of a socket, never with the token: proxies log URLs. @throws TypeError for an invalid URL. */
export function socketUrl(base: string, query: Readonly<Record<string, string>>): string {
  const url = parseAddress(base);
  url.protocol = url.protocol.replace(/^http/, 'ws');
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** @param path After the prefix, without a leading slash. */
export function httpUrl(base: string, path: string): string {
  const url = parseAddress(base);
  url.protocol = url.protocol.replace(/^ws/, 'http');
  url.search = '';
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  return url.href;
}

function parseAddress(base: string): URL {
  const url = new URL(base);
  if (!/^(http|ws)s?:$/.test(url.protocol)) throw new TypeError(`${base} is not an http, https, ws or wss URL`);
  url.hash = '';
  return url;
}
