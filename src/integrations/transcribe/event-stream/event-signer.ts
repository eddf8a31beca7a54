/**
 * Signs the frames of one event stream with Signature Version 4: each signature covers the one before. Synchronous, as
 * the SDK's own signer makes a dozen objects and promises for each frame. Frames and sends nothing.
 */
import { createHmac, hash } from 'node:crypto';

export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The `authorization` header of the request that opened the stream. */
interface Opening {
  readonly signature: string;
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

export class EventSigner {
  readonly #keys: SigningKeys;
  readonly #opening: Opening;
  #prior: string;
  /** A signing key is valid for one day (UTC): a stream that lives past midnight needs another. */
  #day = '';
  #key: Buffer = Buffer.alloc(0);
  #second = Number.NaN;
  #time = '';

  /** Throws when the header is not Signature Version 4, or was made with other keys. */
  constructor(authorization: string, keys: SigningKeys) {
    this.#opening = parseOpening(authorization);
    if (this.#opening.accessKeyId !== keys.accessKeyId) {
      throw new Error('the credentials were renewed after the stream was opened and before its first event');
    }
    this.#keys = keys;
    this.#prior = this.#opening.signature;
  }

  /** @param dateHeader encoded. @param payload empty for the end frame. @param now the header's time, ms since 1970. */
  sign(dateHeader: Uint8Array, payload: Uint8Array, now: number): Buffer {
    const time = this.#toTime(now);
    const day = time.slice(0, 8);
    const { region, service } = this.#opening;
    const toSign = [
      'AWS4-HMAC-SHA256-PAYLOAD',
      time,
      `${day}/${region}/${service}/aws4_request`,
      this.#prior,
      hash('sha256', dateHeader, 'hex'),
      hash('sha256', payload, 'hex'),
    ].join('\n');
    const signature = createHmac('sha256', this.#keyOf(day)).update(toSign).digest();
    this.#prior = signature.toString('hex');
    return signature;
  }

  /** @returns `20261121T140000Z` */
  #toTime(now: number): string {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#time = `${new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    }
    return this.#time;
  }

  #keyOf(day: string): Buffer {
    if (day !== this.#day) {
      this.#day = day;
      const { region, service } = this.#opening;
      let key = Buffer.from(`AWS4${this.#keys.secretAccessKey}`);
      for (const part of [day, region, service, 'aws4_request']) key = createHmac('sha256', key).update(part).digest();
      this.#key = key;
    }
    return this.#key;
  }
}

function parseOpening(authorization: string): Opening {
  const credential = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization);
  const seed = /Signature=([0-9a-f]{64})$/.exec(authorization);
  if (credential === null || seed === null)
    throw new Error('the request that opens the stream is not signed with Signature Version 4');
  const [, accessKeyId = '', region = '', service = ''] = credential;
  const [, signature = ''] = seed;
  return { signature, accessKeyId, region, service };
}
