/** Limits the time of one attempt. It gets the attempt's outcome only, never what is sent. */
import type { CallFailure } from '../../machines/failures.ts';
import { ABANDONED, type Attempt, BROKEN, TIMED_OUT } from '../../machines/retry.machine.ts';
import type { ClockPort } from '../ports/clock.ts';

export interface AttemptLimitDeps {
  readonly clock: ClockPort;
  /** The attempt's time, ms. */
  readonly timeoutMs: number;
  /** The caller's signal, which abandons the attempt. */
  readonly signal?: AbortSignal | undefined;
}

export class AttemptLimit {
  readonly #deps: AttemptLimitDeps;
  readonly #release = new AbortController();

  constructor(deps: AttemptLimitDeps) {
    this.#deps = deps;
  }

  /** For the attempt: aborted when nobody waits for its answer. */
  get signal(): AbortSignal {
    return this.#release.signal;
  }

  /**
   * @param answer The answer of the attempt, which has just begun. A rejection counts as a bug.
   * @returns whatever comes first: the answer, the end of the attempt's time, or the caller's abort. Never rejects.
   */
  outcomeOf<T>(answer: Promise<Attempt<T>>): Promise<Attempt<T>> {
    const { clock, signal, timeoutMs } = this.#deps;
    return new Promise((resolve) => {
      const settle = (attempt: Attempt<T>) => {
        clock.clearTimeout(timer);
        signal?.removeEventListener('abort', abandon);
        resolve(attempt);
      };
      const giveUp = (failure: CallFailure) => {
        settle({ ok: false, failure });
        this.#release.abort();
      };
      const abandon = () => giveUp(ABANDONED);
      const timer = clock.setTimeout(() => giveUp(TIMED_OUT), timeoutMs);
      signal?.addEventListener('abort', abandon);
      answer.then(settle, () => settle({ ok: false, failure: BROKEN }));
      if (signal?.aborted) abandon();
    });
  }
}
