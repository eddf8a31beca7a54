/**
 * Spaces the openings of upstream streams out over all sessions: an account has a quota of starts in a second, and
 * hundreds of openings at once would hold the event loop for a second. First come first served; opens nothing itself.
 */
import type { ClockPort } from '../ports/clock.ts';
import type { MetricsPort } from '../ports/telemetry.ts';

export interface StreamStartLimiterDeps {
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  /** Openings in any second, at least 1. */
  readonly perSecond: number;
  /** Who may wait at a time; over it a newcomer is turned away. Two a session never pass it. */
  readonly maxWaiting: number;
}

export interface Opening {
  /** It opens ahead of need, and lets everybody else go first. */
  readonly isPatient: boolean;
  /** Aborted, it leaves the line. */
  readonly signal: AbortSignal;
  /**
   * Its turn has come. @param waitedMs 0 when it had not to wait.
   * @returns false when it made no use of its turn: the next one has it.
   */
  readonly go: (waitedMs: number) => boolean;
  /** It left the line before its turn. */
  readonly left: () => void;
}

interface Waiting extends Opening {
  readonly since: number;
  readonly onAbort: () => void;
}

export class StreamStartLimiter {
  readonly #deps: StreamStartLimiterDeps;
  readonly #intervalMs: number;
  /** Sets, so that one that gives up is taken out from the middle. */
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

  /** @returns `gone` when its turn was now, before this returns. */
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
        // At least 1: it did wait, whatever the clock can tell.
        const waitedMs = Math.max(1, now - waiting.since);
        metrics.observe('TranscribeOpeningWait', waitedMs);
        // From now and not from when it was due: after a blocked loop there is nothing to catch up with.
        if (waiting.go(waitedMs)) this.#nextAt = now + this.#intervalMs;
      }
    }
    this.#sleep();
  }

  /** One timer for all; none while nobody waits. */
  #sleep(): void {
    const { clock } = this.#deps;
    clock.clearTimeout(this.#timer);
    if (this.waiting === 0) return;
    this.#timer = clock.setTimeout(() => this.#wake(), Math.max(1, Math.ceil(this.#nextAt - clock.now())));
  }
}
