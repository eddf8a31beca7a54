/**
 * Signs the frames of one event stream with Signature Version 4: each signature covers the one before. Synchronous, as
 * the SDK's own signer makes a dozen objects and promises for each frame. Frames and sends nothing.
 */
import { createHmac, hash } from 'node:crypto';
import { type Authorization, parseAuthorization, type SigningKeys } from '../../signing/authorization.ts';
import { dayOf, SigningKey, SigningTime, scopeOf } from '../../signing/signing-key.ts';

export class EventSigner {
  readonly #opening: Authorization;
  readonly #time = new SigningTime();
  /** A signing key is valid for one day (UTC): a stream that lives past midnight needs another. */
  readonly #key: SigningKey;
  #prior: string;

  /** Throws when the header is not Signature Version 4, or was made with other keys. */
  constructor(authorization: string, keys: SigningKeys) {
    const opening = parseAuthorization(authorization);
    if (opening === undefined) {
      throw new Error('the request that opens the stream is not signed with Signature Version 4');
    }
    if (opening.accessKeyId !== keys.accessKeyId) {
      throw new Error('the credentials were renewed after the stream was opened and before its first event');
    }
    this.#opening = opening;
    this.#key = new SigningKey(keys.secretAccessKey, opening);
    this.#prior = opening.signature;
  }

  /** @param dateHeader encoded. @param payload empty for the end frame. @param now the header's time, ms since 1970. */
  sign(dateHeader: Uint8Array, payload: Uint8Array, now: number): Buffer {
    const time = this.#time.of(now);
    const day = dayOf(time);
    const toSign = [
      'AWS4-HMAC-SHA256-PAYLOAD',
      time,
      scopeOf(day, this.#opening),
      this.#prior,
      hash('sha256', dateHeader, 'hex'),
      hash('sha256', payload, 'hex'),
    ].join('\n');
    const signature = createHmac('sha256', this.#key.of(day)).update(toSign).digest();
    this.#prior = signature.toString('hex');
    return signature;
  }
}
