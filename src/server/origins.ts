/** Which browser pages may talk to the server. A request without an Origin is no browser's and passes. */
import type { Config } from './config.ts';

/** @param host The Host header, for the same-origin case. */
export function isOriginAllowed(
  origin: string,
  host: string,
  config: Pick<Config, 'allowedOrigins' | 'mode'>,
): boolean {
  if (origin === '') return true;
  if (config.allowedOrigins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.host === host) return true;
  return config.mode === 'embedded' && isLoopbackName(url.hostname);
}

export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

/** @param address As the transport shows it, IPv4 or IPv6 (in full or short). */
export function isLoopbackAddress(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || /^(?:0{4}:){7}0{3}1$/.test(address);
}
