/** How old a session is and how long it may live, told by a clock that never steps: a system clock that is set is no time that has passed. */
import type { MonotonicMs, UnixMs } from '../../protocol/times.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { SessionInfo } from './session-ports.ts';

export class SessionAge {
  readonly #clock: ClockPort;
  readonly #createdAt: MonotonicMs;
  /** What is left of its life now, at the beginning: what its row says, the whole life at most. */
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

  /** It was paused then already, before it was taken up again. */
  pausedSince(atMs: UnixMs): void {
    this.#pausedAt = this.#when(atMs);
  }

  /** @returns how long the pause took that has ended now, ms; undefined when none has. */
  note(isPaused: boolean): number | undefined {
    const pausedAt = this.#pausedAt;
    const now = this.#clock.now();
    this.#pausedAt = isPaused ? (pausedAt ?? now) : undefined;
    return isPaused || pausedAt === undefined ? undefined : now - pausedAt;
  }

  /** Now, for what the system's clock takes to be still to come. */
  #when(atMs: UnixMs): MonotonicMs {
    return this.#clock.now() - Math.max(0, this.#clock.unixNow() - atMs);
  }
}
