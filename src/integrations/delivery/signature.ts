/** Verifies AWS Signature Version 4 on deliveries (service execute-api), as API Gateway would. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { UnixMs } from '../../protocol/times.ts';
import { SigningKey, scopeOf } from '../signing/signing-key.ts';

export interface SignedRequest {
  readonly method: string;
  /** As sent, percent-encoded. */
  readonly path: string;
  readonly rawQuery: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

export interface DeliveryKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How far a caller's clock may be off: AWS's limit. */
export const MAX_SKEW_MS = 5 * 60_000;
const ALGORITHM = 'AWS4-HMAC-SHA256';
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/execute-api\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** Why a delivery's signature is refused, as a closed list. */
export const SIGNATURE_PROBLEMS = {
  unsigned: 'The request has no Signature Version 4 for the service execute-api.',
  otherKey: 'The request is signed with another access key than DELIVERY_ACCESS_KEY_ID.',
  clock: 'The time of the signature is more than five minutes from this server’s time. Check both clocks.',
  hostNotSigned: 'The signature does not cover the host header.',
  signature: 'The signature does not match: the secret key differs, or the request was changed on its way.',
} as const;

export type SignatureProblem = keyof typeof SIGNATURE_PROBLEMS;

/** @returns undefined when the request has a recent, valid signature of this key. Never throws. */
export function signatureProblem(
  key: DeliveryKey,
  request: SignedRequest,
  nowMs: UnixMs,
): SignatureProblem | undefined {
  const match = AUTHORIZATION.exec(request.headers.get('authorization') ?? '');
  if (!match) return 'unsigned';
  const [, accessKeyId = '', date = '', region = '', signedHeaders = '', signature = ''] = match;
  const amzDate = request.headers.get('x-amz-date') ?? '';
  if (accessKeyId !== key.accessKeyId) return 'otherKey';
  if (!amzDate.startsWith(date) || !isFresh(amzDate, nowMs)) return 'clock';
  const names = signedHeaders.split(';');
  // A signature that leaves the host out could be replayed against another server.
  if (!names.includes('host')) return 'hostNotSigned';
  const scope = { region, service: 'execute-api' };
  const canonical = sha256(toCanonicalRequest(request, names, signedHeaders));
  const toSign = [ALGORITHM, amzDate, scopeOf(date, scope), canonical].join('\n');
  const signingKey = new SigningKey(key.secretAccessKey, scope).of(date);
  return timingSafeEqual(hmac(signingKey, toSign), Buffer.from(signature, 'hex')) ? undefined : 'signature';
}

function toCanonicalRequest(request: SignedRequest, names: readonly string[], signedHeaders: string): string {
  const headers = names.map((name) => `${name}:${(request.headers.get(name) ?? '').trim().replace(/\s+/g, ' ')}\n`);
  return [
    request.method,
    // Every service except S3 signs the path encoded twice.
    request.path.split('/').map(encode).join('/'),
    toCanonicalQuery(request.rawQuery),
    headers.join(''),
    signedHeaders,
    sha256(request.body),
  ].join('\n');
}

function toCanonicalQuery(rawQuery: string): string {
  return [...new URLSearchParams(rawQuery)]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join('='))
    .join('&');
}

/** Compares by code unit, as AWS sorts: the text is plain ASCII here. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function isFresh(amzDate: string, nowMs: UnixMs): boolean {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate);
  if (!match) return false;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return Math.abs(nowMs - at) <= MAX_SKEW_MS;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
