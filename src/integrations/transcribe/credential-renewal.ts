/**
 * Credentials that the service refused are fetched anew before the next opening. The SDK keeps what its provider gave
 * until shortly before the expiration it was told, for ever when it was told none; the service may think otherwise. (A
 * clock that is wrong needs nothing here: the SDK corrects itself by the Date of the refusal.)
 */

/** A policy that forbids us is no reason to hammer whoever gives credentials. */
const MIN_INTERVAL_MS = 1_000;
/** A provider that does not answer (a helper program that hangs) holds no opening longer; under the time an opening has. */
const FETCH_WITHIN_MS = 4_000;

export interface CredentialRenewalParts {
  /** Fetches credentials past every cache. */
  readonly fetch: () => Promise<unknown>;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}

export class CredentialRenewal {
  readonly #fetch: () => Promise<unknown>;
  readonly #now: () => number;
  /** Counts the renewals: a stream of before says nothing of the credentials of now. */
  #era = 0;
  #isDoubted = false;
  #triedAt = Number.NEGATIVE_INFINITY;
  #renewing: Promise<void> | undefined;

  constructor({ fetch, now = () => performance.now() }: CredentialRenewalParts) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** The service refused what was signed in this era. */
  doubt(era: number): void {
    if (era === this.#era) this.#isDoubted = true;
  }

  /**
   * To be awaited before an opening; however many wait, one renewal serves them all.
   * @returns the era of the credentials now. Rejects as the provider does; the next opening tries again.
   */
  async ready(): Promise<number> {
    if (this.#isDoubted && this.#now() - this.#triedAt >= MIN_INTERVAL_MS) this.#renewing ??= this.#renew();
    await this.#renewing;
    return this.#era;
  }

  async #renew(): Promise<void> {
    this.#triedAt = this.#now();
    try {
      await withinTime(this.#fetch(), FETCH_WITHIN_MS);
      this.#era += 1;
      this.#isDoubted = false;
    } finally {
      this.#renewing = undefined;
    }
  }
}

/** Rejects when it takes longer. What comes of it later is nobody's. */
async function withinTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no credentials were given within ${ms} ms`)), ms);
    timer.unref();
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
