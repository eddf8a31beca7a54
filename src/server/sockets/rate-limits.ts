/** The rate limits that outlive a connection: per address (for IPv6, per /64) and per user. */
import { KeyedEntries } from '../../actors/connections/keyed-entries.ts';
import { KeyedRateLimiter } from '../../actors/connections/keyed-rate-limiter.ts';
import { MissedIds } from '../../actors/connections/missed-ids.ts';
import type { Taken } from '../../actors/connections/sliding-window.ts';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { MetricsPort } from '../../actors/ports/telemetry.ts';
import type { RATE_KINDS } from '../../protocol/error-details.ts';
import { type Refusal, refusal, statusOf } from '../../protocol/errors.ts';
import type { Config } from '../config/config.ts';
import { toRateKey } from '../http/client-address.ts';

export type RateKind = (typeof RATE_KINDS)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Maximum of addresses and users for each limit. Further ones share one window, and each use of it is counted. */
export const MAX_KEYS = 100_000;
/**
 * Statuses of a wrong connect: malformed, a bad token, another user's session. A session that does not exist has its
 * own limit. A full session, or a user's second session, is not a guess and does not count.
 */
const WRONG: readonly number[] = [400, 401, 403];

export interface RateLimitsDeps {
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  readonly rates: Config['rates'];
}

/** The client that look-ups of sessions are counted for. */
export type Asker = { readonly address: string } | { readonly userId: string };

export class RateLimits {
  readonly #clock: ClockPort;
  readonly #metrics: MetricsPort;
  readonly #rates: Config['rates'];
  readonly #accepted: KeyedRateLimiter;
  readonly #refused: KeyedRateLimiter;
  readonly #introspectionTries: KeyedRateLimiter;
  readonly #creations: KeyedRateLimiter;
  readonly #missed: KeyedEntries<MissedIds>;

  constructor({ clock, metrics, rates }: RateLimitsDeps) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#rates = rates;
    const bound = (kind: RateKind) => ({
      maxKeys: MAX_KEYS,
      onOverflow: () => metrics.count('RateLimitKeysOverflowed', 1, { kind }),
    });
    const windows = (kind: RateKind, limit: number, windowMs: number) =>
      new KeyedRateLimiter({ limit, windowMs, ...bound(kind) });
    this.#accepted = windows('connect', rates.connectsAcceptedPerMinute, MINUTE_MS);
    this.#refused = windows('connect', rates.connectsRefusedPerMinute, MINUTE_MS);
    this.#introspectionTries = windows('connect', rates.connectsRefusedPerMinute, MINUTE_MS);
    this.#creations = windows('create', rates.sessionsPerHour, HOUR_MS);
    const make = () => new MissedIds({ limit: rates.unknownSessionsPerMinute, windowMs: MINUTE_MS });
    this.#missed = new KeyedEntries({ make, ...bound('join') });
  }

  /** Whether another connect of this address would be accepted now. Does not count it. */
  refuseConnect(address: string): Refusal | undefined {
    const free = this.#accepted.peek(toRateKey(address), this.#clock.now());
    return this.#refusalFor(free, 'connect', this.#rates.connectsAcceptedPerMinute);
  }

  /** Counts an accepted connect, or refuses it if the limit has been reached in the meantime. */
  countConnect(address: string): Refusal | undefined {
    const taken = this.#accepted.tryTake(toRateKey(address), this.#clock.now());
    return this.#refusalFor(taken, 'connect', this.#rates.connectsAcceptedPerMinute);
  }

  /** Counts a refused connect. @returns the answer: the reason or, after too many wrong connects, RATE_LIMIT_EXCEEDED. */
  answerRefused(address: string, why: Refusal): Refusal {
    if (!WRONG.includes(statusOf(why.code))) return why;
    const taken = this.#refused.tryTake(toRateKey(address), this.#clock.now());
    return this.#refusalFor(taken, 'connect', this.#rates.connectsRefusedPerMinute) ?? why;
  }

  refuseCreation(userId: string): Refusal | undefined {
    const taken = this.#creations.tryTake(userId, this.#clock.now());
    return this.#refusalFor(taken, 'create', this.#rates.sessionsPerHour);
  }

  /**
   * Must be called before a token for the page `/inside` is checked, so that it cannot be guessed fast. Only wrong
   * tokens count.
   */
  refuseIntrospectionTry(address: string): Refusal | undefined {
    const free = this.#introspectionTries.peek(toRateKey(address), this.#clock.now());
    return this.#refusalFor(free, 'connect', this.#rates.connectsRefusedPerMinute);
  }

  countIntrospectionTry(address: string): void {
    this.#introspectionTries.tryTake(toRateKey(address), this.#clock.now());
  }

  /** Must be called before a session is looked up, so that session ids cannot be guessed fast. */
  refuseLookUp(asker: Asker, sessionId: string): Refusal | undefined {
    const nowMs = this.#missed.moveTo(this.#clock.now());
    const free = this.#missed.peek(keyOf(asker))?.mayAsk(sessionId, nowMs) ?? { ok: true };
    return this.#refusalFor(free, 'join', this.#rates.unknownSessionsPerMinute);
  }

  /** Whether this client was told within the last minute that this session does not exist. */
  hasMissed(asker: Asker, sessionId: string): boolean {
    const nowMs = this.#missed.moveTo(this.#clock.now());
    return this.#missed.peek(keyOf(asker))?.has(sessionId, nowMs) ?? false;
  }

  /**
   * Begins a look-up; no await may lie between `refuseLookUp` and this call. Reserves a place among the client's
   * misses.
   * @returns a function to be called once, at the end: a miss is counted, otherwise the place is released.
   */
  beginLookUp(asker: Asker, sessionId: string): (isMissing: boolean) => void {
    const key = keyOf(asker);
    const missed = this.#missed.of(key);
    missed.begin(sessionId);
    return (isMissing) => {
      missed.end(sessionId, isMissing, this.#missed.moveTo(this.#clock.now()));
      this.#missed.used(key);
    };
  }

  /** Counts the violation. @param retryAfterMs Time until the next one is accepted. */
  exceeded(kind: RateKind, limit: number, retryAfterMs: number): Refusal {
    this.#metrics.count('RateLimitViolations', 1, { kind });
    const details = { kind, limit, retryAfterMs: Math.ceil(retryAfterMs) };
    return refusal('RATE_LIMIT_EXCEEDED', details);
  }

  #refusalFor(taken: Taken, kind: RateKind, limit: number): Refusal | undefined {
    return taken.ok ? undefined : this.exceeded(kind, limit, taken.retryAfterMs);
  }
}

function keyOf(asker: Asker): string {
  return 'address' in asker ? `address ${toRateKey(asker.address)}` : `user ${asker.userId}`;
}
