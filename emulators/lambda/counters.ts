/** What an endpoint has done since it started. */
export interface LambdaCounters {
  /** Invocations taken, events and synchronous ones. */
  accepted: number;
  succeeded: number;
  /** Ended by the function's own error. */
  failed: number;
  timedOut: number;
  /** Ended by the death of the function's process. */
  crashed: number;
  /** Refused with 429. */
  throttled: number;
  /** Queued events given up at close. */
  dropped: number;
  /** Processes started. */
  starts: number;
}

export function newCounters(): LambdaCounters {
  return { accepted: 0, succeeded: 0, failed: 0, timedOut: 0, crashed: 0, throttled: 0, dropped: 0, starts: 0 };
}
