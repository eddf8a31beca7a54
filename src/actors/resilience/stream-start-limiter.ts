/**
 * Limits how many upstream streams all sessions together open per second: an account has such a quota, and hundreds of
 * openings at once would block the event loop for a second. First come, first served. Opens nothing itself.
 */
import type { ClockPort } from '../ports/clock.ts';
import type { MetricsPort } from '../ports/telemetry.ts';

export interface StreamStartLimiterDeps {
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  /** Openings in any second, at least 1. */
  readonly perSecond: number;
  /** Openings that may wait; another one is refused. Two for each session always fit. */
  readonly maxWaiting: number;
}

export interface Opening {
  /** It is opened ahead of need, so all others go first. */
  readonly isPatient: boolean;
  /** When it is aborted, the opening leaves the queue. */
  readonly signal: AbortSignal;
  /**
   * Its turn has come. @param waitedMs 0 when it did not have to wait.
   * @returns false when it did not use its turn: the next one gets it.
   */
  readonly go: (waitedMs: number) => boolean;
  /** It left the queue before its turn. */
  readonly left: () => void;
}

interface Waiting extends Opening {
  readonly since: number;
  readonly onAbort: () => void;
}

export class StreamStartLimiter {
  readonly #deps: StreamStartLimiterDeps;
  readonly #intervalMs: number;
  /** Sets, so that an aborted opening can be removed from the middle. */
  readonly #urgent = new Set<Waiting>();
  readonly #patient = new Set<Waiting>();
  #nextAt = Number.NEGATIVE_INFINITY;
  #timer: unknown;

  constructor(deps: StreamStartLimiterDeps) {
    this.#deps = deps;
    this.#intervalMs = 1_000 / deps.perSecond;
  }

  get waiting(): number {
    return this.#urgent.size + this.#patient.size;
  }

  /** @returns `gone` when its turn came at once, before this returned. */
  enter(opening: Opening): 'gone' | 'waiting' | 'full' {
    const { clock, metrics, maxWaiting } = this.#deps;
    const now = clock.now();
    if (this.waiting === 0 && now >= this.#nextAt) {
      if (opening.go(0)) this.#nextAt = now + this.#intervalMs;
      return 'gone';
    }
    if (this.waiting >= maxWaiting) return 'full';
    metrics.count('TranscribeOpeningsQueued');
    const line = opening.isPatient ? this.#patient : this.#urgent;
    const waiting: Waiting = {
      ...opening,
      since: now,
      onAbort: () => {
        line.delete(waiting);
        this.#sleep();
        opening.left();
      },
    };
    line.add(waiting);
    opening.signal.addEventListener('abort', waiting.onAbort, { once: true });
    this.#sleep();
    return 'waiting';
  }

  #wake(): void {
    const { clock, metrics } = this.#deps;
    for (const line of [this.#urgent, this.#patient]) {
      for (const waiting of line) {
        const now = clock.now();
        if (now < this.#nextAt) break;
        line.delete(waiting);
        waiting.signal.removeEventListener('abort', waiting.onAbort);
        // At least 1: it did wait, even if the clock shows no difference.
        const waitedMs = Math.max(1, now - waiting.since);
        metrics.observe('TranscribeOpeningWait', waitedMs);
        // Counted from now, not from when it was due: a blocked event loop must not be followed by a burst.
        if (waiting.go(waitedMs)) this.#nextAt = now + this.#intervalMs;
      }
    }
    this.#sleep();
  }

  /** One timer for all openings; none while none waits. */
  #sleep(): void {
    const { clock } = this.#deps;
    clock.clearTimeout(this.#timer);
    if (this.waiting === 0) return;
    this.#timer = clock.setTimeout(() => this.#wake(), Math.max(1, Math.ceil(this.#nextAt - clock.now())));
  }
}
