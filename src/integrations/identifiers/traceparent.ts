/** W3C trace context: `00-<trace>-<span>-<flags>`. https://www.w3.org/TR/trace-context/ */
import { randomBytes } from 'node:crypto';

export interface TraceContext {
  /** 32 hexadecimal digits, lower case, not all zero. */
  readonly traceId: string;
  /** 16 hexadecimal digits, lower case, not all zero. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** A later version may have more behind the flags; what is before them is promised to stay. */
const PATTERN = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** Longer than any version is likely to be: a cheap check before the pattern runs over a stranger's text. */
const MAX_LENGTH = 256;
const SAMPLED = 1;

/** A new, sampled trace. */
export function newTraceparent(): string {
  return formatTraceparent({ traceId: nonZeroHex(16), spanId: nonZeroHex(8), sampled: true });
}

/** A new span of the parent's trace, as sampled as the parent; a new trace where the parent is none. */
export function childTraceparent(parent: string): string {
  const context = parseTraceparent(parent);
  return context ? formatTraceparent({ ...context, spanId: nonZeroHex(8) }) : newTraceparent();
}

/** @returns undefined for what is not a valid traceparent. */
export function parseTraceparent(text: string): TraceContext | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, version, traceId, spanId, flags, rest] = PATTERN.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || (version === '00' && rest !== undefined)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(`${flags}`, 16) & SAMPLED) === SAMPLED };
}

export function isTraceparent(text: string): boolean {
  return parseTraceparent(text) !== undefined;
}

/** Always version 00: of a later one only this much is understood. */
export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** All zeros is not an id; it is as likely as a guess of one, but the standard forbids it. */
function nonZeroHex(bytes: number): string {
  const id = randomBytes(bytes);
  id.writeUInt8(id.readUInt8(0) | 1, 0);
  return id.toString('hex');
}
