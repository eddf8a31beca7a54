/** Verifies Signature Version 4 on an event stream: the opening request, then each frame chained to the one before. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http2';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

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

/** The signed parts of a frame. */
export interface SignedFrame {
  readonly date: Date;
  /** The `:date` header as encoded on the wire (15 bytes). */
  readonly dateHeader: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 'transcribe';
const AUTHORIZATION = new RegExp(
  `^${ALGORITHM} Credential=([^/]+)/(\\d{8}/([^/]+)/([^/]+)/aws4_request), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$`,
);
const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const MISMATCH = 'The request signature we calculated does not match the signature you provided.';

/**
 * Checks the signature of the opening request: the SDK's signer signs it again, and the two have to be the same. Never
 * rejects.
 */
export async function verifySeed(headers: IncomingHttpHeaders, credentials: SigningCredentials): Promise<SeedVerdict> {
  if (headers.authorization === undefined) {
    return { ok: false, name: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' };
  }
  const given = readAuthorization(headers.authorization);
  if (given === undefined) {
    return { ok: false, name: 'InvalidSignatureException', message: 'The authorization header cannot be read.' };
  }
  if (given.accessKeyId !== credentials.accessKeyId) {
    const message = 'The security token included in the request is invalid.';
    return { ok: false, name: 'UnrecognizedClientException', message };
  }
  const right = given.service === SERVICE ? await signAgain(headers, given, credentials) : undefined;
  if (right?.scope !== given.scope || !same(toBytes(right.signature), toBytes(given.signature))) {
    return { ok: false, name: 'InvalidSignatureException', message: MISMATCH };
  }
  return { ok: true, chain: new SignatureChain(credentials, given.region, given.signature) };
}

interface Authorization {
  readonly accessKeyId: string;
  /** Day, region and service. */
  readonly scope: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: ReadonlySet<string>;
  readonly signature: string;
}

function readAuthorization(header: string): Authorization | undefined {
  const parsed = AUTHORIZATION.exec(header);
  if (parsed === null) return undefined;
  const [, accessKeyId = '', scope = '', region = '', service = '', names = '', signature = ''] = parsed;
  return { accessKeyId, scope, region, service, signedHeaders: new Set(names.split(';')), signature };
}

/** @returns undefined when the request has no date, or no date that can be read. */
async function signAgain(
  headers: IncomingHttpHeaders,
  { region, signedHeaders }: Authorization,
  credentials: SigningCredentials,
): Promise<Authorization | undefined> {
  const signingDate = new Date(String(headers['x-amz-date']).replace(DATE, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(signingDate.getTime())) return undefined;
  // Adds no header for the payload's hash. If the client sends none either, as Python's amazon-transcribe, the hash is that of
  // an empty payload, because each frame is signed by itself.
  const signer = new SignatureV4({ service: SERVICE, region, credentials, sha256: Sha256, applyChecksum: false });
  const request = toRequest(headers);
  const signed = await signer.sign(request, {
    signingDate,
    signableHeaders: new Set(signedHeaders),
    unsignableHeaders: new Set(Object.keys(request.headers).filter((name) => !signedHeaders.has(name))),
  });
  return readAuthorization(signed.headers.authorization ?? '');
}

function toRequest(headers: IncomingHttpHeaders) {
  const [path = '', search = ''] = text(headers[':path']).split('?');
  const query = new URLSearchParams(search);
  return {
    method: text(headers[':method']),
    protocol: 'http:',
    hostname: text(headers[':authority']),
    path,
    query: Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)])),
    headers: Object.fromEntries(
      // With HTTP/2 a client may sign `host` but send only `:authority`. JavaScript's SDK signs `:authority`.
      Object.entries({ host: headers[':authority'], ...headers }).map(([name, value]) => [name, text(value)]),
    ),
  };
}

/**
 * Checks the frames' signatures. Each covers the previous one, so after a lost, doubled or altered frame all others fail. Not
 * the SDK's signer, because it is asynchronous and frames must be handled in their order, many times a second.
 */
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

  /** Whether the next frame's signature is right. */
  accepts(frame: SignedFrame): boolean {
    const stamp = frame.date.toISOString().replaceAll(/[-:]|\.\d+/g, '');
    this.#signFor(stamp.slice(0, 8));
    const hashes = [sha256(frame.dateHeader), sha256(frame.payload)];
    const toSign = [`${ALGORITHM}-PAYLOAD`, stamp, this.#scope, this.#prior, ...hashes];
    this.#prior = Buffer.from(frame.signature).toString('hex');
    return same(hmac(this.#key, toSign.join('\n')), frame.signature);
  }

  /** Each day has its own key, so a stream that goes on after midnight (UTC) is signed with another key. */
  #signFor(day: string): void {
    const scope = `${day}/${this.#region}/${SERVICE}/aws4_request`;
    if (scope === this.#scope) return;
    this.#scope = scope;
    this.#key = signingKey(this.#credentials, scope);
  }
}

function signingKey({ secretAccessKey }: SigningCredentials, scope: string): string | Buffer {
  return scope.split('/').reduce((key: string | Buffer, part) => hmac(key, part), `AWS4${secretAccessKey}`);
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

function toBytes(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex');
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
