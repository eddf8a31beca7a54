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
/** What is signed where no hash is sent, as Python's amazon-transcribe does: the payload is signed frame by frame. */
const EMPTY_PAYLOAD = createHash('sha256').digest('hex');

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
  const [, accessKeyId, scope = '', , region = '', service = '', signedHeaders = '', signature = ''] = parsed;
  if (accessKeyId !== credentials.accessKeyId) {
    const message = 'The security token included in the request is invalid.';
    return { ok: false, name: 'UnrecognizedClientException', message };
  }
  const key = signingKey(credentials, scope);
  const toSign = [ALGORITHM, text(headers['x-amz-date']), scope, sha256(canonicalRequest(headers, signedHeaders))];
  if (service !== 'transcribe' || !same(hmac(key, toSign.join('\n')), Buffer.from(signature, 'hex'))) {
    return { ok: false, name: 'InvalidSignatureException', message: MISMATCH };
  }
  return { ok: true, chain: new SignatureChain(credentials, region, signature) };
}

/** The frames' signatures, each over the one before; a lost, doubled or altered frame breaks it for good. */
export class SignatureChain {
  readonly #credentials: SigningCredentials;
  readonly #region: string;
  #prior: string;
  #scope = '';
  #key: string | Buffer = '';

  /** @param seed the opening request's signature, hex. */
  constructor(credentials: SigningCredentials, region: string, seed: string) {
    this.#credentials = credentials;
    this.#region = region;
    this.#prior = seed;
  }

  /** Whether the next frame is signed as it should be. */
  accepts(frame: SignedFrame): boolean {
    const stamp = frame.date.toISOString().replaceAll(/[-:]|\.\d+/g, '');
    this.#signFor(stamp.slice(0, 8));
    const hashes = [sha256(frame.dateHeader), sha256(frame.payload)];
    const toSign = [`${ALGORITHM}-PAYLOAD`, stamp, this.#scope, this.#prior, ...hashes];
    this.#prior = Buffer.from(frame.signature).toString('hex');
    return same(hmac(this.#key, toSign.join('\n')), frame.signature);
  }

  /** The key is the day's: a stream that goes on over midnight (UTC) is signed with another one. */
  #signFor(day: string): void {
    const scope = `${day}/${this.#region}/transcribe/aws4_request`;
    if (scope === this.#scope) return;
    this.#scope = scope;
    this.#key = signingKey(this.#credentials, scope);
  }
}

function signingKey({ secretAccessKey }: SigningCredentials, scope: string): string | Buffer {
  return scope.split('/').reduce((key: string | Buffer, part) => hmac(key, part), `AWS4${secretAccessKey}`);
}

function canonicalRequest(headers: IncomingHttpHeaders, signedHeaders: string): string {
  const lines = signedHeaders
    .split(';')
    .map((name) => `${name}:${text(signedValue(headers, name)).trim().replaceAll(/\s+/g, ' ')}\n`);
  const [path = '', query = ''] = text(headers[':path']).split('?');
  const payload = text(headers['x-amz-content-sha256'] ?? EMPTY_PAYLOAD);
  return [text(headers[':method']), path, query, lines.join(''), signedHeaders, payload].join('\n');
}

/** HTTP/2 has no need of `host`: a client may sign it and send it as `:authority` alone. */
function signedValue(headers: IncomingHttpHeaders, name: string): string | string[] | undefined {
  return headers[name] ?? (name === 'host' ? headers[':authority'] : undefined);
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
