/**
 * The keys that an issuer publishes: fetched when needed, cached, and fetched again when a token names an unknown key.
 * The rate of requests to the issuer is bounded, regardless of the number and content of tokens.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { MonotonicMs } from '../../protocol/times.ts';
import { KeysUnavailable } from './token-check.ts';

/** In milliseconds, except maxBytes. */
export interface IssuerKeysLimits {
  /** Keys older than this are fetched again before use: a withdrawn key is trusted for this long at most. */
  readonly freshMs: number;
  /** While the issuer cannot be reached, the last keys are used up to this age; after that every token is refused. */
  readonly staleMs: number;
  /** Least time between a fetch and the next one because of an unknown key id. */
  readonly cooldownMs: number;
  /** Least time between a failed fetch and the next one. */
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
  /** Called with the problem when fetching begins to fail, and with undefined when it works again. */
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

  /** True when no token can be verified now, and the last fetch failed. */
  get isCutOff(): boolean {
    return this.#failedAt !== undefined && this.#usable() === undefined;
  }

  /** Finds the key that a token names. Rejects with KeysUnavailable, or with jose's error if no key matches. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const { limits } = this.#options;
    if (this.#held === undefined || !this.#isYounger(this.#held, limits.freshMs)) await this.#fetch();
    const held = this.#usable();
    if (held === undefined) throw new KeysUnavailable();
    try {
      return await held.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // The issuer may have a new key since the last fetch; or another token has caused a fetch in the meantime.
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

  /** One fetch at a time, shared by all that wait. @returns whether the keys are up to date now. */
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
      const find = createLocalJWKSet(await downloadKeys(url, limits));
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

/** Rejects when the set cannot be had. Redirects are refused: keys must come from the configured address. */
export async function downloadKeys(
  url: string,
  { maxBytes, timeoutMs }: Pick<IssuerKeysLimits, 'maxBytes' | 'timeoutMs'>,
): Promise<JSONWebKeySet> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > maxBytes) throw new RangeError(`the key set has more than ${maxBytes} bytes`);
    parts.push(part);
  }
  if (response.status !== 200)
    throw new RangeError(`the request for the key set was answered with status ${response.status}`);
  return JSON.parse(Buffer.concat(parts).toString()) as JSONWebKeySet;
}
