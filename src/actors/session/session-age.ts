/** The age and the remaining lifetime of a session, by the monotonic clock: setting the system clock does not change them. */
import type { MonotonicMs, UnixMs } from '../../protocol/times.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { SessionInfo } from './session-ports.ts';

export class SessionAge {
  readonly #clock: ClockPort;
  readonly #createdAt: MonotonicMs;
  /** The remaining lifetime at construction: until the row's expiry, at most one whole lifetime. */
  readonly lifeLeftMs: number;
  #pausedAt: MonotonicMs | undefined;

  constructor(clock: ClockPort, { createdAt, expiresAt }: SessionInfo, lifeMs: number) {
    this.#clock = clock;
    this.#createdAt = this.#when(createdAt);
    this.lifeLeftMs = Math.min(lifeMs, Math.max(0, expiresAt * 1000 - clock.unixNow()));
  }

  get ms(): number {
    return this.#clock.now() - this.#createdAt;
  }

  /** The broadcast has been paused since this time, before the session was rebuilt. */
  pausedSince(atMs: UnixMs): void {
    this.#pausedAt = this.#when(atMs);
  }

  /** @returns the length of the pause that has ended now, ms; undefined when none has. */
  note(isPaused: boolean): number | undefined {
    const pausedAt = this.#pausedAt;
    const now = this.#clock.now();
    this.#pausedAt = isPaused ? (pausedAt ?? now) : undefined;
    return isPaused || pausedAt === undefined ? undefined : now - pausedAt;
  }

  /** Converts a system time to the monotonic clock. A time in the future becomes now. */
  #when(atMs: UnixMs): MonotonicMs {
    return this.#clock.now() - Math.max(0, this.#clock.unixNow() - atMs);
  }
}
