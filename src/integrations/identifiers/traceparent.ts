/** W3C trace context: `00-<trace>-<span>-<flags>`. https://www.w3.org/TR/trace-context/ */
import { randomBytes } from 'node:crypto';

export interface TraceContext {
  /** 32 hexadecimal digits, lower case, not all zero. */
  readonly traceId: string;
  /** 16 hexadecimal digits, lower case, not all zero. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** A later version may have more after the flags; the standard guarantees the part up to them. */
const PATTERN = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** Longer than any version is likely to be. Checked before the pattern, because the text comes from the network. */
const MAX_LENGTH = 256;
const SAMPLED = 1;

/** @returns a new, sampled trace. */
export function newTraceparent(): string {
  return formatTraceparent({ traceId: nonZeroHex(16), spanId: nonZeroHex(8), sampled: true });
}

/** @returns a new span of the parent's trace, with its sampled flag; a new trace if the parent is not valid. */
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

/** Always version 00, as the additions of later versions are unknown. */
export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** The standard forbids an id of all zeros, so one bit is always set. */
function nonZeroHex(bytes: number): string {
  const id = randomBytes(bytes);
  id.writeUInt8(id.readUInt8(0) | 1, 0);
  return id.toString('hex');
}
