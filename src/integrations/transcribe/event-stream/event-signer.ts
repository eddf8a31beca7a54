/**
 * The signatures of one event stream's frames, each over the one before, as Signature Version 4 chains them. Nothing here
 * waits: the SDK's own signer makes a dozen objects and promises of each frame. Frames and sends nothing.
 */
import { createHmac, hash } from 'node:crypto';

export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What opened the stream, as its `authorization` header has it. */
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
  /** A key is good for a day: a stream that lives over midnight needs another. */
  #day = '';
  #key: Buffer = Buffer.alloc(0);
  #second = Number.NaN;
  #time = '';

  /** Throws when the header is none of Signature Version 4, or was made with other keys. */
  constructor(authorization: string, keys: SigningKeys) {
    this.#opening = openingOf(authorization);
    if (this.#opening.accessKeyId !== keys.accessKeyId) {
      throw new Error('credentials were renewed between the opening of the stream and its first event');
    }
    this.#keys = keys;
    this.#prior = this.#opening.signature;
  }

  /** @param dateHeader encoded. @param payload empty for the end frame. @param now of that header, ms since 1970. */
  sign(dateHeader: Uint8Array, payload: Uint8Array, now: number): Buffer {
    const time = this.#timeOf(now);
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
  #timeOf(now: number): string {
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

function openingOf(authorization: string): Opening {
  const credential = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization);
  const seed = /Signature=([0-9a-f]{64})$/.exec(authorization);
  if (credential === null || seed === null) throw new Error('the opening of the stream is not signed');
  const [, accessKeyId = '', region = '', service = ''] = credential;
  const [, signature = ''] = seed;
  return { signature, accessKeyId, region, service };
}
