/**
 * Makes the signed requests that invoke one function, from requests that the SDK has signed: all headers are the SDK's,
 * and only those that change from call to call are replaced. Signs a request in some microseconds, where the SDK takes
 * hundreds. Pure: sends nothing.
 */
import { createHmac, hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { escapeUri, type HttpRequest } from '@smithy/core/protocols';
import { type Authorization, parseAuthorization, type SigningKeys } from '../signing/authorization.ts';
import { dayOf, SigningKey, scopeOf } from '../signing/signing-key.ts';

/** What is sent. */
export type SignedRequest = Omit<HttpRequest, 'clone'>;

/** What changes from call to call, besides the body. */
export interface CallDetails {
  /** As SigningTime gives it. */
  readonly time: string;
  /** A UUID: the service's own name for the call. */
  readonly invocationId: string;
}

const CHANGING = new Set([
  'content-length',
  'amz-sdk-invocation-id',
  'x-amz-date',
  'x-amz-content-sha256',
  'authorization',
]);

interface SignedHeader {
  readonly name: string;
  /** As the signature covers it; undefined when it changes from call to call. */
  readonly value: string | undefined;
}

export class InvokeTemplate {
  readonly #sample: HttpRequest;
  readonly #authorization: Authorization;
  readonly #keys: SigningKeys;
  readonly #key: SigningKey;
  readonly #opening: string;
  readonly #signedHeaders: readonly SignedHeader[];

  /**
   * @param samples Requests that the SDK has signed with these keys, with different bodies.
   * @returns undefined when this file would have signed any of them otherwise. Then the SDK must do it.
   */
  static of(samples: readonly [HttpRequest, HttpRequest], keys: SigningKeys): InvokeTemplate | undefined {
    const authorization = parseAuthorization(samples[0].headers.authorization ?? '');
    if (authorization === undefined) return undefined;
    const template = new InvokeTemplate(samples[0], authorization, keys);
    // With two bodies and two ids, so that nothing else can depend on the body or the call.
    return samples.every((sample) => template.#makes(sample)) ? template : undefined;
  }

  private constructor(sample: HttpRequest, authorization: Authorization, keys: SigningKeys) {
    this.#sample = sample;
    this.#authorization = authorization;
    this.#keys = keys;
    this.#key = new SigningKey(keys.secretAccessKey, authorization);
    // A path is escaped once for the request, and once more for the signature.
    this.#opening = `${sample.method}\n${escapeUri(sample.path).replaceAll('%2F', '/')}\n\n`;
    this.#signedHeaders = authorization.signedHeaders.map((name) => ({
      name,
      value: CHANGING.has(name) ? undefined : toSignedValue(sample.headers[name] ?? ''),
    }));
  }

  /** @returns the request with this body. The order of its headers is the SDK's. */
  fill(body: Uint8Array, { invocationId, time }: CallDetails): SignedRequest {
    const bodyHash = hash('sha256', body, 'hex');
    const headers = { ...this.#sample.headers };
    headers['content-length'] = String(body.byteLength);
    headers['amz-sdk-invocation-id'] = invocationId;
    headers['x-amz-date'] = time;
    headers['x-amz-content-sha256'] = bodyHash;
    headers.authorization = this.#authorize(headers, time, bodyHash);
    return { ...this.#sample, headers, body };
  }

  #authorize(headers: Readonly<Record<string, string>>, time: string, bodyHash: string): string {
    const { accessKeyId, signedHeaders } = this.#authorization;
    let canonical = this.#opening;
    for (const { name, value } of this.#signedHeaders) canonical += `${name}:${value ?? headers[name]}\n`;
    const names = signedHeaders.join(';');
    canonical += `\n${names}\n${bodyHash}`;
    const day = dayOf(time);
    const scope = scopeOf(day, this.#authorization);
    const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical, 'hex')}`;
    const signature = createHmac('sha256', this.#key.of(day)).update(toSign).digest('hex');
    return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  }

  #makes(sample: HttpRequest): boolean {
    const { body, clone: _, ...signed } = sample;
    if (!(body instanceof Uint8Array) || this.#authorization.accessKeyId !== this.#keys.accessKeyId) return false;
    const { 'amz-sdk-invocation-id': invocationId = '', 'x-amz-date': time = '' } = sample.headers;
    const { body: __, ...made } = this.fill(body, { invocationId, time });
    const inOrder = (request: Pick<HttpRequest, 'headers'>) => ({
      ...request,
      headers: Object.entries(request.headers),
    });
    return isDeepStrictEqual(inOrder(made), inOrder({ ...signed }));
  }
}

/** White space as Signature Version 4 counts it. */
function toSignedValue(value: string): string {
  return value
    .replace(/[\r\n]/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '');
}
