/** Counts the attempts to invoke the pipeline, and the failed ones by kind of failure. Never sees a request. */
import type { MetricsPort } from '../../actors/ports/telemetry.ts';
import type { TranslationOutcome } from '../../actors/ports/translation.ts';

export interface InvocationMetricsDeps {
  readonly metrics: MetricsPort;
  readonly monotonicNow: () => number;
  /** The time limit that the caller has for an attempt, ms. */
  readonly timeoutMs: number;
}

/** A timer may fire slightly early by the clock. */
const TIMER_SLACK_MS = 20;

export class InvocationMetrics {
  readonly #deps: InvocationMetricsDeps;

  constructor(deps: InvocationMetricsDeps) {
    this.#deps = deps;
  }

  /** Called before an attempt. @returns its start time, to be passed to `ended`. */
  begun(): number {
    this.#deps.metrics.count('LambdaInvocations');
    return this.#deps.monotonicNow();
  }

  /** @param isAborted The caller has cancelled the attempt. */
  ended(begunAt: number, outcome: TranslationOutcome, isAborted: boolean): void {
    if (outcome.ok) return;
    const { metrics, monotonicNow, timeoutMs } = this.#deps;
    const isTimedOut = monotonicNow() - begunAt >= timeoutMs - TIMER_SLACK_MS;
    // Cancelled before its time limit: the session ended. That says nothing about the function.
    if (isAborted && !isTimedOut) return;
    const failure = isAborted ? 'timeout' : outcome.failure;
    metrics.count('LambdaErrors', 1, { handler: 'translationPipeline', failure });
  }
}
