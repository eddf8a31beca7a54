/** The ways of using more than one core that are compared, and what each may use. Pure. */

export interface Variant {
  readonly name: string;
  /**
   * `one`: all in the main thread. `together`: upstream streams in a second thread, and both may use two shares as they like.
   * `each`: the same with a share for each thread, as on two cores: no thread can use more than its core.
   */
  readonly threads: 'one' | 'together' | 'each';
  readonly processes: number;
  /** Shares of a core that each process may use. */
  readonly shares: number;
}

export const ONE_PROCESS: Variant = { name: 'one process', threads: 'one', processes: 1, shares: 1 };
/** Shows what is due to the share alone: pauses are shorter, and a session costs less the more there are. */
export const WIDE_PROCESS: Variant = { ...ONE_PROCESS, name: 'one process with two shares', shares: 2 };
export const THREADS_TOGETHER: Variant = {
  name: 'upstream streams in a second thread, both together',
  threads: 'together',
  processes: 1,
  shares: 2,
};
export const THREADS_EACH: Variant = {
  ...THREADS_TOGETHER,
  name: 'the same, a share for each thread',
  threads: 'each',
};
export const TWO_PROCESSES: Variant = {
  ...ONE_PROCESS,
  name: 'two processes, half of the sessions each',
  processes: 2,
};

/** Shares of a core that all of it may use. */
export function sharesOf({ processes, shares }: Variant): number {
  return processes * shares;
}

/** How it is limited, per cent of a core. @param percent of one share. */
export function toLimit(variant: Variant, percent: number): string {
  const parts = variant.threads === 'each' ? 2 : variant.processes;
  return parts === 1 ? String(percent * variant.shares) : `${parts} x ${percent}`;
}
