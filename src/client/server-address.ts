/** Where the server is: any http(s) or ws(s) URL, its path a prefix of every route. */

/** The URL of a socket. The token never goes in here: proxies log URLs. @throws TypeError for a URL that is none. */
export function socketUrl(base: string, query: Readonly<Record<string, string>>): string {
  const url = addressOf(base);
  url.protocol = url.protocol.replace(/^http/, 'ws');
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** @param path From the prefix on, without a leading slash. */
export function httpUrl(base: string, path: string): string {
  const url = addressOf(base);
  url.protocol = url.protocol.replace(/^ws/, 'http');
  url.search = '';
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  return url.href;
}

function addressOf(base: string): URL {
  const url = new URL(base);
  if (!/^(http|ws)s?:$/.test(url.protocol)) throw new TypeError(`${base}: not an http(s) or ws(s) URL`);
  url.hash = '';
  return url;
}
