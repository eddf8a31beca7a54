/** The address that the connection for an endpoint goes to. Pure. */
import { isIP } from 'node:net';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** The server name for TLS; absent for an IP address. */
  readonly servername?: string;
}

/** @param authority an http or https URL; without a port, the scheme's default is used. */
export function toAddress(authority: URL): Address {
  // Brackets around an IPv6 address belong to the URL only.
  const host = authority.hostname.replace(/^\[|\]$/g, '');
  const secure = authority.protocol === 'https:';
  const port = authority.port === '' ? (secure ? 443 : 80) : Number(authority.port);
  return { host, port, secure, ...(isIP(host) ? {} : { servername: host }) };
}
