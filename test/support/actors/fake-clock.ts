/** Time that stands still until it is moved: the clock of the ports and of XState in one. Knows how many timers wait. */
import { SimulatedClock } from 'xstate';

/** A day in November 2023, so that Unix seconds look like the wire's. */
export const START_MS = 1_700_000_000_000;

export class FakeClock extends SimulatedClock {
  readonly #dueAt = new Map<unknown, number>();

  #stepMs = 0;

  constructor() {
    super();
    this.set(START_MS);
  }

  /** The system's clock: the same, but for the steps it has made. */
  unixNow(): number {
    return Math.floor(this.now() + this.#stepMs);
  }

  /** The system's clock is set; no time passes. */
  step(ms: number): void {
    this.#stepMs += ms;
  }

  /** Timers that have been set and neither fired nor been cleared. */
  get pending(): number {
    return this.#dueAt.size;
  }

  override setTimeout(run: (...args: unknown[]) => void, delayMs: number): number {
    const timer = super.setTimeout(() => {
      this.#dueAt.delete(timer);
      run();
    }, delayMs);
    this.#dueAt.set(timer, this.now() + delayMs);
    return timer;
  }

  override clearTimeout(timer: unknown): void {
    this.#dueAt.delete(timer);
    super.clearTimeout(timer as number);
  }

  /** Moves on timer by timer, each at its own time; what promises are waiting for happens in between. */
  async advance(ms: number): Promise<void> {
    const end = this.now() + ms;
    await settled();
    for (let next = this.#nextDue(); next <= end; next = this.#nextDue()) {
      this.set(Math.max(next, this.now()));
      await settled();
    }
    this.set(end);
  }

  #nextDue(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const dueAt of this.#dueAt.values()) next = Math.min(next, dueAt);
    return next;
  }
}

/** Every promise that can go on without time has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
