/** Counts since the endpoint started. */
export interface LambdaCounters {
  /** Invocations accepted, both events and synchronous ones. */
  accepted: number;
  succeeded: number;
  /** Invocations that ended with the function's own error. */
  failed: number;
  timedOut: number;
  /** Invocations that ended because the function's process ended. */
  crashed: number;
  /** Invocations refused with 429. */
  throttled: number;
  /** Queued events that were dropped at close. */
  dropped: number;
  /** Processes started. */
  starts: number;
}

export function newCounters(): LambdaCounters {
  return { accepted: 0, succeeded: 0, failed: 0, timedOut: 0, crashed: 0, throttled: 0, dropped: 0, starts: 0 };
}
