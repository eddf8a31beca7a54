/** The ways of using more than one core that are compared, and what each may use. Pure. */

export interface Variant {
  readonly name: string;
  /**
   * `one`: all in the main thread. `together`: upstream streams in a second thread, and both may use two shares as they like.
   * `each`: the same with a share for each thread, as on two cores: no thread can use more than its core.
   */
  readonly threads: 'one' | 'together' | 'each';
  readonly processes: number;
}

export const ONE_PROCESS: Variant = { name: 'one process', threads: 'one', processes: 1 };
export const THREADS_TOGETHER: Variant = {
  name: 'upstream streams in a second thread, both together',
  threads: 'together',
  processes: 1,
};
export const THREADS_EACH: Variant = {
  name: 'the same, a share for each thread',
  threads: 'each',
  processes: 1,
};
export const TWO_PROCESSES: Variant = {
  name: 'two processes, half of the sessions each',
  threads: 'one',
  processes: 2,
};

/** Shares of a core that all of it may use. */
export function sharesOf({ processes, threads }: Variant): number {
  return processes * (threads === 'one' ? 1 : 2);
}

/** How it is limited, per cent of a core. @param percent of one share. */
export function toLimit(variant: Variant, percent: number): string {
  const count = variant.threads === 'each' ? 2 : variant.processes;
  return count === 1 ? String(percent * sharesOf(variant)) : `${count} x ${percent}`;
}
