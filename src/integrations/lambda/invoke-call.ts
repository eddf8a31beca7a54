/**
 * Makes one asynchronous call of the translation pipeline: signed here, sent over the SDK's connections. An answer that
 * accepts the call is read here, any other by the SDK. Makes one attempt.
 */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { HttpResponse } from '@smithy/core/protocols';
import type { SigningKeys } from '../signing/authorization.ts';
import { SigningTime } from '../signing/signing-key.ts';
import { InvokeTemplate } from './invoke-template.ts';
import type { SdkInvoke } from './sdk-invoke.ts';

/** How much of a refusal is kept, bytes. AWS's own have some hundred. */
const MAX_REFUSAL_BYTES = 65_536;
/** Two different bodies, as the template asks for. */
const SAMPLES = ['{}', '{"sample":2}'].map((text) => Buffer.from(text)) as [Buffer, Buffer];

interface Signer {
  readonly template: InvokeTemplate;
  /** The service's clock, ms since 1970. */
  readonly now: () => number;
}

/** How requests are made with some credentials. */
interface Prepared {
  readonly keys: SigningKeys;
  /** Undefined: the SDK makes the calls. */
  readonly signer: Promise<Signer | undefined>;
}

export class InvokeCall {
  readonly #sdk: SdkInvoke;
  readonly #onUnknownForm: () => void;
  readonly #time = new SigningTime();
  #prepared: Prepared | undefined;

  /** @param onUnknownForm Called when the SDK signs its requests in a way that is not known here, so it makes the calls. */
  constructor(sdk: SdkInvoke, onUnknownForm: () => void) {
    this.#sdk = sdk;
    this.#onUnknownForm = onUnknownForm;
  }

  /**
   * Rejects with the SDK's error.
   * @returns the kind of error of a function that failed; undefined when the call was accepted.
   */
  async send(payload: Uint8Array, signal: AbortSignal): Promise<string | undefined> {
    const signer = await this.#signerFor(await this.#sdk.keys());
    if (signer === undefined) return (await this.#sdk.send(payload, signal)).FunctionError;
    const time = this.#time.of(signer.now());
    const sentAt = Date.now();
    const request = signer.template.fill(payload, { time, invocationId: randomUUID() });
    const response = await this.#sdk.exchange(request, signal);
    if (response.statusCode >= 300) return this.#refusal(response);
    await bodyOf(response, 0);
    this.#sdk.correctClock(response, sentAt);
    return response.headers['x-amz-function-error'];
  }

  async #refusal(response: HttpResponse): Promise<string | undefined> {
    const body = await bodyOf(response, MAX_REFUSAL_BYTES);
    return (await this.#sdk.read(new HttpResponse({ ...response, body }))).FunctionError;
  }

  async #signerFor(keys: SigningKeys): Promise<Signer | undefined> {
    if (this.#prepared === undefined || !isSame(this.#prepared.keys, keys)) {
      this.#prepared = { keys, signer: this.#prepare(keys) };
    }
    const prepared = this.#prepared;
    try {
      return await prepared.signer;
    } catch (error) {
      // The next call tries again.
      if (this.#prepared === prepared) this.#prepared = undefined;
      throw error;
    }
  }

  async #prepare(keys: SigningKeys): Promise<Signer | undefined> {
    const now = await this.#sdk.clock();
    const [first, second] = SAMPLES;
    const samples = [await this.#sdk.signed(first), await this.#sdk.signed(second)] as const;
    const template = InvokeTemplate.of(samples, keys);
    if (now !== undefined && template !== undefined) return { template, now };
    this.#onUnknownForm();
    return undefined;
  }
}

function isSame(one: SigningKeys, other: SigningKeys): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.secretAccessKey === other.secretAccessKey &&
    one.sessionToken === other.sessionToken
  );
}

/**
 * Reads a body to its end, so that its connection can serve the next call.
 * @returns the body; nothing when it has more than `maxBytes`. Rejects when the body breaks off.
 */
function bodyOf({ body, statusCode }: HttpResponse, maxBytes: number): Promise<Uint8Array> {
  const stream: Readable = body;
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    stream.on('data', (part: Buffer) => {
      bytes += part.byteLength;
      if (bytes <= maxBytes) parts.push(part);
      else parts.length = 0;
    });
    stream.once('end', () => resolve(Buffer.concat(parts)));
    // The status tells this from a connection that gave no answer.
    stream.once('error', (error) => reject(Object.assign(error, { $metadata: { httpStatusCode: statusCode } })));
  });
}
