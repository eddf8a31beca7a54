/** The translation port with every attempt counted, and every one that failed by its kind of failure. */
import type { MetricsPort } from '../../actors/ports/telemetry.ts';
import type { TranslationPort } from '../../actors/ports/translation.ts';

export interface CountedTranslationParts {
  readonly port: TranslationPort;
  readonly metrics: MetricsPort;
  readonly monotonicNow: () => number;
  /** When whoever makes an attempt gives it up, ms. */
  readonly timeoutMs: number;
}

/** A timer may fire a moment before the clock says so. */
const TIMER_SLACK_MS = 20;

export function countedTranslation({
  port,
  metrics,
  monotonicNow,
  timeoutMs,
}: CountedTranslationParts): TranslationPort {
  return {
    async invoke(request, signal) {
      const startedAt = monotonicNow();
      metrics.count('LambdaInvocations');
      const outcome = await port.invoke(request, signal);
      if (outcome.ok) return outcome;
      const isTimedOut = monotonicNow() - startedAt >= timeoutMs - TIMER_SLACK_MS;
      // Given up early is given up with its session: that says nothing about the function.
      if (signal.aborted && !isTimedOut) return outcome;
      const failure = signal.aborted ? 'timeout' : outcome.failure;
      metrics.count('LambdaErrors', 1, { handler: 'translationPipeline', failure });
      return outcome;
    },
  };
}
