/**
 * The keys an issuer publishes: fetched when needed, kept for a time, asked for again when a token names a new one.
 * However many tokens come and whatever they name, the issuer is asked at a bounded rate.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { MonotonicMs } from '../../protocol/times.ts';
import { KeysUnavailable } from './token-check.ts';

/** Milliseconds, but for maxBytes. */
export interface IssuerKeysLimits {
  /** Older keys are fetched anew before they are used: so long a key the issuer withdrew goes on being trusted. */
  readonly freshMs: number;
  /** While the issuer cannot be reached the last keys serve up to this age, and then nothing does. */
  readonly staleMs: number;
  /** After a fetch, until a key id that is not known is worth another one. */
  readonly cooldownMs: number;
  /** After a fetch that failed, until the next. */
  readonly retryMs: number;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export const ISSUER_KEYS_LIMITS: IssuerKeysLimits = {
  freshMs: 600_000,
  staleMs: 3_600_000,
  cooldownMs: 10_000,
  retryMs: 1_000,
  timeoutMs: 3_000,
  maxBytes: 262_144,
};

export interface IssuerKeysOptions {
  readonly url: string;
  readonly limits: IssuerKeysLimits;
  readonly now: () => MonotonicMs;
  /** The issuer stopped answering properly, or (undefined) does so again. */
  readonly onChange: (problem: string | undefined) => void;
}

interface Held {
  readonly find: JWTVerifyGetKey;
  readonly fetchedAt: MonotonicMs;
}

export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  #held: Held | undefined;
  #failedAt: MonotonicMs | undefined;
  #fetching: Promise<boolean> | undefined;

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
  }

  /** No token can be verified now, and the issuer did not answer when it was last asked. */
  get isCutOff(): boolean {
    return this.#failedAt !== undefined && this.#usable() === undefined;
  }

  /**
   * The key a token names. Rejects with KeysUnavailable when that cannot be known, with jose's error when there is
   * none.
   */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const { limits } = this.#options;
    if (this.#held === undefined || !this.#isYounger(this.#held, limits.freshMs)) await this.#fetch();
    const held = this.#usable();
    if (held === undefined) throw new KeysUnavailable();
    try {
      return await held.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // The issuer may have made a new key since it was asked; or another token has brought its keys just now.
      if (this.#held === held) {
        if (this.#isYounger(held, limits.cooldownMs)) throw error;
        if (!(await this.#fetch())) throw new KeysUnavailable();
      }
      return (this.#held ?? held).find(header, token);
    }
  };

  #usable(): Held | undefined {
    return this.#held && this.#isYounger(this.#held, this.#options.limits.staleMs) ? this.#held : undefined;
  }

  #isYounger({ fetchedAt }: Held, ms: number): boolean {
    return this.#options.now() - fetchedAt < ms;
  }

  /** One at a time, whoever waits for it. @returns whether the keys are as the issuer has them now. */
  #fetch(): Promise<boolean> {
    const { limits, now } = this.#options;
    if (this.#failedAt !== undefined && now() - this.#failedAt < limits.retryMs) return Promise.resolve(false);
    this.#fetching ??= this.#renew().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #renew(): Promise<boolean> {
    const { limits, now, onChange, url } = this.#options;
    const wasFailing = this.#failedAt !== undefined;
    try {
      const find = createLocalJWKSet(await download(url, limits));
      this.#held = { find, fetchedAt: now() };
      this.#failedAt = undefined;
      if (wasFailing) onChange(undefined);
      return true;
    } catch (error) {
      this.#failedAt = now();
      if (!wasFailing) onChange(error instanceof Error ? error.name : 'unknown');
      return false;
    }
  }
}

/** A redirect is refused: keys come from where the operator said, or not at all. */
async function download(url: string, { maxBytes, timeoutMs }: IssuerKeysLimits): Promise<JSONWebKeySet> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > maxBytes) throw new RangeError('the key set is too large');
    parts.push(part);
  }
  if (response.status !== 200) throw new RangeError(`the key set came with status ${response.status}`);
  return JSON.parse(Buffer.concat(parts).toString()) as JSONWebKeySet;
}
