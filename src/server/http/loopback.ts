/** Recognises addresses, and loopback addresses in every notation. */
import { isIP } from 'node:net';

/** @param address As the transport gives it: IPv4, IPv6 (full or short), or IPv4-mapped. */
export function isLoopbackAddress(address: string): boolean {
  const bare = address.replace(/^(?:::|(?:0{4}:){5})ffff:/i, '');
  return (isIP(bare) === 4 && bare.startsWith('127.')) || /^(?:(?:0{4}:){7}0{3}1|::1)$/.test(address);
}

/** @param hostname As in a URL: IPv6 in brackets. */
export function isAddress(hostname: string): boolean {
  return isIP(hostname) !== 0 || hostname.startsWith('[');
}

/** Endings of names that the public DNS does not have: mDNS, and networks of homes and companies. */
const PRIVATE_NAME = /\.(local|internal|home\.arpa|lan)$/i;

/** Whether a name belongs to nobody in the public DNS: one without a dot, or with a private ending. Not an address. */
export function isPrivateName(hostname: string): boolean {
  return !isAddress(hostname) && (!hostname.includes('.') || PRIVATE_NAME.test(hostname));
}

/** @param host The address or name that a port listens on. @returns whether only this machine can connect to it. */
export function isLoopbackOnly(host: string): boolean {
  return host === 'localhost' || isLoopbackAddress(host);
}
