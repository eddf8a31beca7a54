/** The limits that outlive a connection: per address (an IPv6 client's is its /64) and per user. */
import { KeyedEntries } from '../../actors/connections/keyed-entries.ts';
import { KeyedRateLimiter } from '../../actors/connections/keyed-rate-limiter.ts';
import { MissedIds } from '../../actors/connections/missed-ids.ts';
import type { Taken } from '../../actors/connections/sliding-window.ts';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { MetricsPort } from '../../actors/ports/telemetry.ts';
import type { RATE_KINDS } from '../../protocol/error-details.ts';
import { type Refusal, refusal, statusOf } from '../../protocol/errors.ts';
import type { Config } from '../config/config.ts';
import { rateKeyOf } from '../http/client-address.ts';

export type RateKind = (typeof RATE_KINDS)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Addresses and users remembered per limit; beyond them newcomers share one window, which is counted. */
const MAX_KEYS = 100_000;
/**
 * The answers to a connect that was wrong: malformed, a bad token, somebody else's session. A session that is not there has
 * a limit of its own; one that is full, or a user's second one, is nobody's guess.
 */
const WRONG: readonly number[] = [400, 401, 403];

export interface RateLimitsParts {
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  readonly rates: Config['rates'];
}

/** Whose questions for sessions are counted together. */
export type Asker = { readonly address: string } | { readonly userId: string };

export class RateLimits {
  readonly #clock: ClockPort;
  readonly #metrics: MetricsPort;
  readonly #rates: Config['rates'];
  readonly #accepted: KeyedRateLimiter;
  readonly #refused: KeyedRateLimiter;
  readonly #insideTries: KeyedRateLimiter;
  readonly #creations: KeyedRateLimiter;
  readonly #missed: KeyedEntries<MissedIds>;

  constructor({ clock, metrics, rates }: RateLimitsParts) {
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
    this.#insideTries = windows('connect', rates.connectsRefusedPerMinute, MINUTE_MS);
    this.#creations = windows('create', rates.sessionsPerHour, HOUR_MS);
    const make = () => new MissedIds({ limit: rates.unknownSessionsPerMinute, windowMs: MINUTE_MS });
    this.#missed = new KeyedEntries({ make, ...bound('join') });
  }

  /** Whether another connect of this address may go in now; counts nothing. */
  refuseConnect(address: string): Refusal | undefined {
    const free = this.#accepted.peek(rateKeyOf(address), this.#clock.now());
    return this.#refusalFor(free, 'connect', this.#rates.connectsAcceptedPerMinute);
  }

  /** A connect goes in, and counts; unless there is no room for it any more. */
  countConnect(address: string): Refusal | undefined {
    const taken = this.#accepted.tryTake(rateKeyOf(address), this.#clock.now());
    return this.#refusalFor(taken, 'connect', this.#rates.connectsAcceptedPerMinute);
  }

  /** @returns what a connect that is refused is answered: why, or, to who asks wrongly again and again, to wait. */
  answerRefused(address: string, why: Refusal): Refusal {
    if (!WRONG.includes(statusOf(why.code))) return why;
    const taken = this.#refused.tryTake(rateKeyOf(address), this.#clock.now());
    return this.#refusalFor(taken, 'connect', this.#rates.connectsRefusedPerMinute) ?? why;
  }

  refuseCreation(userId: string): Refusal | undefined {
    const taken = this.#creations.tryTake(userId, this.#clock.now());
    return this.#refusalFor(taken, 'create', this.#rates.sessionsPerHour);
  }

  /** Asked before a token for the page `/inside` is looked at, so that it cannot be guessed at speed; only wrong ones count. */
  refuseInsideTry(address: string): Refusal | undefined {
    const free = this.#insideTries.peek(rateKeyOf(address), this.#clock.now());
    return this.#refusalFor(free, 'connect', this.#rates.connectsRefusedPerMinute);
  }

  countInsideTry(address: string): void {
    this.#insideTries.tryTake(rateKeyOf(address), this.#clock.now());
  }

  /** Asked before anything is looked up, so that ids of sessions cannot be guessed at speed. */
  refuseLookUp(asker: Asker, sessionId: string): Refusal | undefined {
    const nowMs = this.#missed.moveTo(this.#clock.now());
    const free = this.#missed.peek(keyOf(asker))?.mayAsk(sessionId, nowMs) ?? { ok: true };
    return this.#refusalFor(free, 'join', this.#rates.unknownSessionsPerMinute);
  }

  /** It asked for this one within the minute, and was told that it is not there. */
  hasMissed(asker: Asker, sessionId: string): boolean {
    const nowMs = this.#missed.moveTo(this.#clock.now());
    return this.#missed.peek(keyOf(asker))?.has(sessionId, nowMs) ?? false;
  }

  /**
   * A look-up begins, in the same moment in which `refuseLookUp` let it. It holds a place among the asker's misses.
   * @returns what is to be called at its end, once: a miss counts, anything else gives the place back.
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

  /** Counts the violation. @param retryAfterMs Until the next one is taken. */
  refusalOf(kind: RateKind, limit: number, retryAfterMs: number): Refusal {
    this.#metrics.count('RateLimitViolations', 1, { kind });
    const details = { kind, limit, retryAfterMs: Math.ceil(retryAfterMs) };
    return refusal('RATE_LIMIT_EXCEEDED', details);
  }

  #refusalFor(taken: Taken, kind: RateKind, limit: number): Refusal | undefined {
    return taken.ok ? undefined : this.refusalOf(kind, limit, taken.retryAfterMs);
  }
}

function keyOf(asker: Asker): string {
  return 'address' in asker ? `address ${rateKeyOf(asker.address)}` : `user ${asker.userId}`;
}
