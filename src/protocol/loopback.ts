/**
 * Whether a request is meant for this machine by who sends it: by its Host header (a page under a name of its own that
 * leads here, DNS rebinding, gives itself away by it) and by its Origin. Pure; used by every port that is local only.
 */

/** The address that leads to this machine and to no other. */
export const LOOPBACK = '127.0.0.1';
const IPV4_LOOPBACK = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/** @param hostname As a URL has it: IPv6 in brackets. A name such as 127.0.0.1.example.com is somebody else's. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || IPV4_LOOPBACK.test(hostname);
}

/** @param host A Host header or an HTTP/2 authority: a name and perhaps a port, nothing else. */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = host === undefined ? undefined : hostNameOf(host);
  return name !== undefined && isLoopbackName(name);
}

/** @returns the name or address in a Host header, without its port; undefined when it is no host. */
export function hostNameOf(host: string): string | undefined {
  const url = `http://${host}`;
  return !/[^\w.:[\]-]/.test(host) && URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** @param origin An Origin header; a page without one of its own says `null` and is nobody of this machine. */
export function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackName(new URL(origin).hostname);
}

/** A request without an Origin is no page's that could read the answer. */
export function isLocalRequest(host: string | undefined, origin: string | undefined): boolean {
  return isLoopbackHost(host) && (origin === undefined || isLoopbackOrigin(origin));
}
