/**
 * Fetches credentials again, before the next opening, after the service has refused them. The SDK caches its provider's
 * credentials until shortly before their expiration, and for ever without one, even if the service refuses them. (A
 * wrong clock needs nothing here: the SDK corrects it by the Date header of the refusal.)
 */

/** In milliseconds. */
export const RENEWAL = {
  /** At most one renewal in this time: a policy that denies access must not lead to a flood of renewals. */
  minIntervalMs: 1_000,
  /** Limit for a provider that does not answer, such as a hanging helper program. Below the time limit of an opening. */
  timeoutMs: 4_000,
} as const;

export interface CredentialRenewalDeps {
  /** Fetches credentials without any cache. */
  readonly fetch: () => Promise<unknown>;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

export class CredentialRenewal {
  readonly #fetch: () => Promise<unknown>;
  readonly #now: () => number;
  /** Counts the renewals: a refusal from before a renewal says nothing about the present credentials. */
  #era = 0;
  #isDoubted = false;
  #triedAt = Number.NEGATIVE_INFINITY;
  #renewing: Promise<void> | undefined;

  constructor({ fetch, now = () => performance.now() }: CredentialRenewalDeps) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** The service refused a request that was signed with the credentials of this era. */
  doubt(era: number): void {
    if (era === this.#era) this.#isDoubted = true;
  }

  /**
   * To be awaited before an opening; one renewal serves all that wait.
   * @returns the era of the present credentials. Rejects as the provider does; the next opening tries again.
   */
  async ready(): Promise<number> {
    if (this.#isDoubted && this.#now() - this.#triedAt >= RENEWAL.minIntervalMs) this.#renewing ??= this.#renew();
    await this.#renewing;
    return this.#era;
  }

  async #renew(): Promise<void> {
    this.#triedAt = this.#now();
    try {
      await withinTime(this.#fetch(), RENEWAL.timeoutMs);
      this.#era += 1;
      this.#isDoubted = false;
    } finally {
      this.#renewing = undefined;
    }
  }
}

/** Rejects when the work takes longer than `ms`. A later result is ignored. */
async function withinTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the credentials provider did not answer within ${ms} ms`)), ms);
    timer.unref();
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
