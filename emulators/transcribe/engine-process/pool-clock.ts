/** The clock of an engine pool. Tests have a simulated one. */
export interface PoolClock {
  /** Milliseconds. Never goes back. */
  now(): number;
  /** @returns a function that cancels it. */
  after(ms: number, act: () => void): () => void;
}

export const SYSTEM_CLOCK: PoolClock = {
  now: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
