/** The time and the key that every signature of Signature Version 4 is made with. Both are kept as long as they hold. */
import { createHmac } from 'node:crypto';

/** What a signing key is valid for, besides its day. */
export interface SigningScope {
  readonly region: string;
  readonly service: string;
}

/** @param day `20261121` @returns the scope as signatures and authorizations name it. */
export function scopeOf(day: string, { region, service }: SigningScope): string {
  return `${day}/${region}/${service}/aws4_request`;
}

/** Derives the keys of one secret: one for each day (UTC), from the day of the first signature on. */
export class SigningKey {
  readonly #secretAccessKey: string;
  readonly #scope: SigningScope;
  #day = '';
  #key: Buffer = Buffer.alloc(0);

  constructor(secretAccessKey: string, scope: SigningScope) {
    this.#secretAccessKey = secretAccessKey;
    this.#scope = scope;
  }

  /** @param day `20261121` */
  of(day: string): Buffer {
    if (day !== this.#day) {
      let key = Buffer.from(`AWS4${this.#secretAccessKey}`);
      for (const part of scopeOf(day, this.#scope).split('/')) key = createHmac('sha256', key).update(part).digest();
      this.#day = day;
      this.#key = key;
    }
    return this.#key;
  }
}

/** The text of a time, as signatures cover it. Made once for each second. */
export class SigningTime {
  #second = Number.NaN;
  #text = '';

  /** @param now ms since 1970, by the service's clock. @returns `20261121T140000Z` */
  of(now: number): string {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = `${new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    }
    return this.#text;
  }
}

/** @param time as `SigningTime` gives it. @returns `20261121` */
export function dayOf(time: string): string {
  return time.slice(0, 8);
}
