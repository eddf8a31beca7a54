/**
 * Checks every latency that has a target once a window, and logs each target that was missed, with the measurements: at
 * most one line for each target and window.
 */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { LATENCIES } from './catalogue.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import { sumLatency } from './latency-total.ts';
import type { MemoryMetrics } from './memory-metrics.ts';
import type { LatencyTarget } from './metric-entry.ts';

export interface PerformanceWatchOptions {
  readonly metrics: MemoryMetrics;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly windowMs: number;
  /** Least number of measurements in a window: fewer say nothing about a p95. */
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
    const { count, meanMs, p50Ms, p95Ms, p99Ms } = now
      .since(this.#before.get(metric) ?? new LatencyHistogram())
      .summary();
    this.#before.set(metric, now);
    if (count < minCount || p95Ms <= target.p95Ms) return;
    log.warn('watch_performance', 'performance target missed', {
      code: 'TIMEOUT',
      metric,
      targetP95Ms: target.p95Ms,
      p50Ms,
      p95Ms,
      p99Ms,
      meanMs: Math.round(meanMs * 1_000) / 1_000,
      count,
      windowMs,
    });
  }
}
