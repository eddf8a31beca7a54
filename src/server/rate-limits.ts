/** The limits that outlive a connection: per address (an IPv6 client's is its /64), and creations per user. */
import { KeyedWindows } from '../actors/keyed-windows.ts';
import type { ClockPort, MetricsPort } from '../actors/ports.ts';
import type { RATE_KINDS } from '../protocol/error-reference.ts';
import { type Refusal, refusal } from '../protocol/errors.ts';
import { rateKeyOf } from './client-address.ts';
import type { Config } from './config.ts';

export type RateKind = (typeof RATE_KINDS)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Addresses and users remembered per limit; beyond them newcomers share one window, which is counted. */
const MAX_KEYS = 100_000;

export interface RateLimitsParts {
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  readonly rates: Config['rates'];
}

export class RateLimits {
  readonly #clock: ClockPort;
  readonly #metrics: MetricsPort;
  readonly #rates: Config['rates'];
  readonly #connects: KeyedWindows;
  readonly #joins: KeyedWindows;
  readonly #misses: KeyedWindows;
  readonly #creations: KeyedWindows;

  constructor({ clock, metrics, rates }: RateLimitsParts) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#rates = rates;
    const windows = (kind: RateKind, limit: number, windowMs: number) =>
      new KeyedWindows({
        limit,
        windowMs,
        maxKeys: MAX_KEYS,
        onOverflow: () => metrics.count('RateLimitKeysOverflowed', 1, { kind }),
      });
    this.#connects = windows('connect', rates.connectsPerMinute, MINUTE_MS);
    this.#joins = windows('join', rates.joinsPerMinute, MINUTE_MS);
    this.#misses = windows('join', rates.lookupMissesPerMinute, MINUTE_MS);
    this.#creations = windows('create', rates.sessionsPerHour, HOUR_MS);
  }

  refuseConnect(address: string): Refusal | undefined {
    return this.#take(this.#connects, rateKeyOf(address), 'connect', this.#rates.connectsPerMinute);
  }

  refuseJoin(address: string): Refusal | undefined {
    return this.#take(this.#joins, rateKeyOf(address), 'join', this.#rates.joinsPerMinute);
  }

  refuseCreation(userId: string): Refusal | undefined {
    return this.#take(this.#creations, userId, 'create', this.#rates.sessionsPerHour);
  }

  /** Asked before a session is looked up over HTTP, so that ids cannot be guessed at speed; only misses count. */
  refuseLookup(address: string): Refusal | undefined {
    const limit = this.#rates.lookupMissesPerMinute;
    const free = this.#misses.peek(rateKeyOf(address), this.#clock.now());
    return free.ok ? undefined : this.refusalOf('join', limit, free.retryAfterMs);
  }

  countLookupMiss(address: string): void {
    this.#misses.tryTake(rateKeyOf(address), this.#clock.now());
  }

  /** Counts the violation. @param retryAfterMs Until the next one is taken. */
  refusalOf(kind: RateKind, limit: number, retryAfterMs: number): Refusal {
    this.#metrics.count('RateLimitViolations', 1, { kind });
    const details = { kind, limit, retryAfterMs: Math.ceil(retryAfterMs) };
    return refusal('RATE_LIMIT_EXCEEDED', details);
  }

  #take(windows: KeyedWindows, key: string, kind: RateKind, limit: number): Refusal | undefined {
    const taken = windows.tryTake(key, this.#clock.now());
    return taken.ok ? undefined : this.refusalOf(kind, limit, taken.retryAfterMs);
  }
}
