/** W3C trace context: `00-<trace>-<span>-<flags>`. https://www.w3.org/TR/trace-context/ */
import { randomBytes } from 'node:crypto';

const PATTERN = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A new, sampled trace. */
export function newTraceparent(): string {
  return `00-${nonZeroHex(16)}-${nonZeroHex(8)}-01`;
}

export function isTraceparent(text: string): boolean {
  return PATTERN.test(text);
}

/** All zeros is not an id; it is as likely as a guess of one, but the standard forbids it. */
function nonZeroHex(bytes: number): string {
  const id = randomBytes(bytes);
  id[0] = (id[0] ?? 0) | 1;
  return id.toString('hex');
}
