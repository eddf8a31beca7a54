/** Counts the pipeline's invocations, and those that failed by their kind of failure. Sees no request. */
import type { MetricsPort } from '../../actors/ports/telemetry.ts';
import type { TranslationOutcome } from '../../actors/ports/translation.ts';

export interface InvocationMetricsDeps {
  readonly metrics: MetricsPort;
  readonly monotonicNow: () => number;
  /** When whoever makes an attempt gives it up, ms. */
  readonly timeoutMs: number;
}

/** A timer may fire a moment before the clock says so. */
const TIMER_SLACK_MS = 20;

export class InvocationMetrics {
  readonly #deps: InvocationMetricsDeps;

  constructor(deps: InvocationMetricsDeps) {
    this.#deps = deps;
  }

  /** An attempt begins. @returns when, for its end. */
  begun(): number {
    this.#deps.metrics.count('LambdaInvocations');
    return this.#deps.monotonicNow();
  }

  /** @param isAborted Whoever made the attempt has given it up. */
  ended(begunAt: number, outcome: TranslationOutcome, isAborted: boolean): void {
    if (outcome.ok) return;
    const { metrics, monotonicNow, timeoutMs } = this.#deps;
    const isTimedOut = monotonicNow() - begunAt >= timeoutMs - TIMER_SLACK_MS;
    // Given up early is given up with its session: that says nothing about the function.
    if (isAborted && !isTimedOut) return;
    const failure = isAborted ? 'timeout' : outcome.failure;
    metrics.count('LambdaErrors', 1, { handler: 'translationPipeline', failure });
  }
}
