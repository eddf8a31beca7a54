/**
 * Checks every latency that has a target once a window, and logs each target that was missed, with the measurements: at
 * most one line for each target and window.
 */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { LatencyHistogram } from '../../protocol/latency-histogram.ts';
import { LATENCIES } from './latencies.ts';
import { sumLatency } from './latency-total.ts';
import type { MemoryMetrics } from './memory-metrics.ts';
import { type LatencyTarget, TARGET_QUANTILES } from './metric-entry.ts';

export interface PerformanceWatchOptions {
  readonly metrics: MemoryMetrics;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly windowMs: number;
  /** Least number of measurements in a window: fewer say nothing about a quantile. */
  readonly minCount: number;
}

export class PerformanceWatch {
  readonly #options: PerformanceWatchOptions;
  /** Each latency's histogram at the end of the last window. */
  readonly #before = new Map<string, LatencyHistogram>();
  #timer: unknown;

  constructor(options: PerformanceWatchOptions) {
    this.#options = options;
    this.#wait();
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  #wait(): void {
    const { clock, windowMs } = this.#options;
    this.#timer = clock.setTimeout(() => {
      for (const [metric, { target }] of Object.entries(LATENCIES)) if (target) this.#check(metric, target);
      this.#wait();
    }, windowMs);
  }

  #check(metric: string, target: LatencyTarget): void {
    const { log, metrics, minCount, windowMs } = this.#options;
    const now = sumLatency(metrics, metric, target.except);
    const { maxMs: _, ...summary } = now.since(this.#before.get(metric) ?? new LatencyHistogram()).summary();
    this.#before.set(metric, now);
    if (summary.count < minCount || TARGET_QUANTILES.every(([name]) => summary[name] <= (target[name] ?? Infinity)))
      return;
    log.warn('watch_performance', 'performance target missed', {
      code: 'TIMEOUT',
      metric,
      ...Object.fromEntries(
        TARGET_QUANTILES.flatMap(([quantile, name]) => (target[quantile] ? [[name, target[quantile]]] : [])),
      ),
      ...summary,
      meanMs: Math.round(summary.meanMs * 1_000) / 1_000,
      windowMs,
    });
  }
}
