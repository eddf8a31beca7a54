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
