/** Addresses, and those among them that lead to this machine, however they are written. */
import { isIP } from 'node:net';

/** @param address As the transport shows it, IPv4 or IPv6 (in full or short), or IPv4 in IPv6. */
export function isLoopbackAddress(address: string): boolean {
  const bare = address.replace(/^(?:::|(?:0{4}:){5})ffff:/i, '');
  return (isIP(bare) === 4 && bare.startsWith('127.')) || /^(?:(?:0{4}:){7}0{3}1|::1)$/.test(address);
}

/** @param hostname As a URL has it: IPv6 in brackets. */
export function isAddress(hostname: string): boolean {
  return isIP(hostname) !== 0 || hostname.startsWith('[');
}
