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
export const MAX_REFUSAL_BYTES = 65_536;
/** Two different bodies, as the template asks for. */
const SAMPLES = ['{}', '{"sample":2}'].map((text) => Buffer.from(text)) as [Buffer, Buffer];

export interface InvokeCallDeps {
  readonly sdk: SdkInvoke;
  /** Called when the SDK makes the calls as a whole: once for each set of credentials. */
  readonly onSlowCalls: () => void;
  /** A new UUID for each call. */
  readonly newId?: () => string;
}

/** A call that was accepted. */
export interface Accepted {
  /** The kind of error of a function that failed. */
  readonly functionError: string | undefined;
  /** The service's own name for the call. */
  readonly requestId: string | undefined;
}

/** How requests are made with some credentials. */
interface Prepared {
  readonly keys: SigningKeys;
  /** Undefined: the SDK makes the calls, as it limits their rate or signs them in a way that is not known here. */
  readonly template: Promise<InvokeTemplate | undefined>;
}

export class InvokeCall {
  readonly #sdk: SdkInvoke;
  readonly #onSlowCalls: () => void;
  readonly #newId: () => string;
  readonly #time = new SigningTime();
  #prepared: Prepared | undefined;

  constructor({ sdk, onSlowCalls, newId = randomUUID }: InvokeCallDeps) {
    this.#sdk = sdk;
    this.#onSlowCalls = onSlowCalls;
    this.#newId = newId;
  }

  /** Rejects with the SDK's error. */
  async send(payload: Uint8Array, signal: AbortSignal): Promise<Accepted> {
    const template = await this.#templateFor(await this.#sdk.keys());
    if (template === undefined) {
      const { FunctionError, $metadata } = await this.#sdk.send(payload, signal);
      return { functionError: FunctionError, requestId: $metadata.requestId };
    }
    const sentAt = Date.now();
    const request = template.fill(payload, { time: this.#time.of(this.#sdk.now), invocationId: this.#newId() });
    const response = await this.#sdk.exchange(request, signal);
    this.#sdk.correctClock(response, sentAt);
    const isRefused = response.statusCode >= 300;
    const body = await bodyOf(response, isRefused ? MAX_REFUSAL_BYTES : 0, signal);
    if (isRefused) await this.#sdk.refuse(new HttpResponse({ ...response, body }));
    const { headers } = response;
    return { functionError: headers['x-amz-function-error'], requestId: headers['x-amzn-requestid'] };
  }

  async #templateFor(keys: SigningKeys): Promise<InvokeTemplate | undefined> {
    if (this.#prepared === undefined || !isSame(this.#prepared.keys, keys)) {
      this.#prepared = { keys, template: this.#prepare(keys) };
    }
    try {
      return await this.#prepared.template;
    } catch (error) {
      // The next call tries again.
      this.#prepared = undefined;
      throw error;
    }
  }

  async #prepare(keys: SigningKeys): Promise<InvokeTemplate | undefined> {
    const [first, second] = SAMPLES;
    const template = (await this.#sdk.limitsRate())
      ? undefined
      : InvokeTemplate.of([await this.#sdk.signed(first), await this.#sdk.signed(second)], keys);
    if (template === undefined) this.#onSlowCalls();
    return template;
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
 * @returns the body; nothing when it has more than `maxBytes`. Rejects when the body breaks off, and when the call is
 *   aborted: its connection is closed then.
 */
function bodyOf({ body, statusCode }: HttpResponse, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const stream: Readable = body;
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const fail = (error: Error) => {
      if (signal.aborted) reject(Object.assign(new Error('Request aborted', { cause: error }), { name: 'AbortError' }));
      // The status tells this from a connection that gave no answer.
      else reject(Object.assign(error, { $metadata: { httpStatusCode: statusCode } }));
    };
    const closed = () => {
      if (!stream.readableEnded) fail(new Error('the answer broke off'));
    };
    stream.on('data', (part: Buffer) => {
      bytes += part.byteLength;
      if (bytes <= maxBytes) parts.push(part);
      else parts.length = 0;
    });
    stream.once('end', () => resolve(Buffer.concat(parts)));
    stream.once('error', fail);
    // A body that broke off before anybody read it has no error.
    stream.once('close', closed);
    if (stream.destroyed) closed();
  });
}
