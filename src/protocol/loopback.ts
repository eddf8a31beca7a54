/**
 * Whether a request comes from this machine and is meant for it: by its Host header (in DNS rebinding a foreign name
 * resolves to this machine, and the header shows that name) and by its Origin. Pure; every local-only port uses it.
 */

/** The loopback address, which is not reachable from other machines. */
export const LOOPBACK = '127.0.0.1';
const IPV4_LOOPBACK = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/** @param hostname As in a URL: IPv6 in brackets. A name such as 127.0.0.1.example.com is not loopback. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || IPV4_LOOPBACK.test(hostname);
}

/** @param host A Host header or an HTTP/2 authority: a name with an optional port. */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = host === undefined ? undefined : parseHostName(host);
  return name !== undefined && isLoopbackName(name);
}

/** @returns the name or address in a Host header, without its port; undefined when it is not a valid host. */
export function parseHostName(host: string): string | undefined {
  const url = `http://${host}`;
  return !/[^\w.:[\]-]/.test(host) && URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** @param origin An Origin header; a page without an origin of its own sends `null`, which is not loopback. */
export function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackName(new URL(origin).hostname);
}

/** A request without an Origin is accepted: it comes from no page of another origin that could read the answer. */
export function isLocalRequest(host: string | undefined, origin: string | undefined): boolean {
  return isLoopbackHost(host) && (origin === undefined || isLoopbackOrigin(origin));
}
