/** Where the connection for an endpoint goes. Pure. */
import { isIP } from 'node:net';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** The name TLS asks for; an IP address is none. */
  readonly servername?: string;
}

/** @param authority an http or https URL; a port left out is the scheme's. */
export function addressOf(authority: URL): Address {
  // An IPv6 address stands in brackets in a URL only.
  const host = authority.hostname.replace(/^\[|\]$/g, '');
  const secure = authority.protocol === 'https:';
  const port = authority.port === '' ? (secure ? 443 : 80) : Number(authority.port);
  return { host, port, secure, ...(isIP(host) ? {} : { servername: host }) };
}
