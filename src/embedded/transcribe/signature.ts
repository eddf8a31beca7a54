/** Verifies Signature Version 4 on an event stream: the opening request, then each frame chained to the one before. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http2';

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export type SeedVerdict =
  | { readonly ok: true; readonly chain: SignatureChain }
  | {
      readonly ok: false;
      readonly name:
        | 'MissingAuthenticationTokenException'
        | 'UnrecognizedClientException'
        | 'InvalidSignatureException';
      readonly message: string;
    };

/** What one frame is signed over. */
export interface SignedFrame {
  readonly date: Date;
  /** The `:date` header as encoded on the wire (15 bytes). */
  readonly dateHeader: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const AUTHORIZATION = new RegExp(
  `^${ALGORITHM} Credential=([^/]+)/((\\d{8})/([^/]+)/([^/]+)/aws4_request), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$`,
);
const MISMATCH = 'The request signature we calculated does not match the signature you provided.';

/** Checks the signature of the opening request. Never throws. */
export function verifySeed(headers: IncomingHttpHeaders, credentials: SigningCredentials): SeedVerdict {
  const authorization = headers.authorization;
  if (authorization === undefined) {
    return { ok: false, name: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' };
  }
  const parsed = AUTHORIZATION.exec(authorization);
  if (parsed === null) {
    return { ok: false, name: 'InvalidSignatureException', message: 'The authorization header cannot be read.' };
  }
  const [, accessKeyId, scope = '', day = '', region = '', service = '', signedHeaders = '', signature = ''] = parsed;
  if (accessKeyId !== credentials.accessKeyId) {
    const message = 'The security token included in the request is invalid.';
    return { ok: false, name: 'UnrecognizedClientException', message };
  }
  const key = [day, region, service, 'aws4_request'].reduce(
    (secret: string | Buffer, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  );
  const toSign = [ALGORITHM, text(headers['x-amz-date']), scope, sha256(canonicalRequest(headers, signedHeaders))];
  if (service !== 'transcribe' || !same(hmac(key, toSign.join('\n')), Buffer.from(signature, 'hex'))) {
    return { ok: false, name: 'InvalidSignatureException', message: MISMATCH };
  }
  return { ok: true, chain: new SignatureChain(key, scope, signature) };
}

/** The frames' signatures, each over the one before; a lost, doubled or altered frame breaks it for good. */
export class SignatureChain {
  readonly #key: string | Buffer;
  readonly #scope: string;
  #prior: string;

  /** @param seed the opening request's signature, hex. */
  constructor(key: string | Buffer, scope: string, seed: string) {
    this.#key = key;
    this.#scope = scope;
    this.#prior = seed;
  }

  /** Whether the next frame is signed as it should be. */
  accepts(frame: SignedFrame): boolean {
    const stamp = frame.date.toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const hashes = [sha256(frame.dateHeader), sha256(frame.payload)];
    const toSign = [`${ALGORITHM}-PAYLOAD`, stamp, this.#scope, this.#prior, ...hashes];
    this.#prior = Buffer.from(frame.signature).toString('hex');
    return same(hmac(this.#key, toSign.join('\n')), frame.signature);
  }
}

function canonicalRequest(headers: IncomingHttpHeaders, signedHeaders: string): string {
  const lines = signedHeaders
    .split(';')
    .map((name) => `${name}:${text(headers[name]).trim().replaceAll(/\s+/g, ' ')}\n`);
  const [path = '', query = ''] = text(headers[':path']).split('?');
  const payload = text(headers['x-amz-content-sha256']);
  return [text(headers[':method']), path, query, lines.join(''), signedHeaders, payload].join('\n');
}

function text(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
