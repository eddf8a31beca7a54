/** The time an engine pool lives by; tests turn it by hand. */
export interface PoolClock {
  /** Milliseconds, never going back. */
  now(): number;
  /** @returns what takes it back. */
  after(ms: number, act: () => void): () => void;
}

export const SYSTEM_CLOCK: PoolClock = {
  now: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
