/** Makes the view of every latency for web pages: its distribution, quantiles and target. */
import type { InsideNow, LatencyView } from '../../protocol/inside.ts';
import { LATENCY_BOUNDS_MS } from '../../protocol/latency-buckets.ts';
import { LATENCIES } from './latencies.ts';
import { sumLatency } from './latency-total.ts';
import type { MemoryMetrics } from './memory-metrics.ts';
import { type LatencyTarget, type MetricEntry, TARGET_QUANTILES } from './metric-entry.ts';

/** Since the process began, in the catalogue's order, including latencies without a measurement. */
export function toLatencyViews(metrics: MemoryMetrics): InsideNow['latencies'] {
  return {
    boundsMs: LATENCY_BOUNDS_MS,
    metrics: Object.entries(LATENCIES).map(([name, entry]) => toLatencyView(metrics, name, entry)),
  };
}

function toLatencyView(metrics: MemoryMetrics, name: string, { meaning, target }: MetricEntry): LatencyView {
  const total = sumLatency(metrics, name, target?.except);
  return {
    name,
    meaning,
    ...toTargets(target),
    without: Object.values(target?.except ?? {}).flat(),
    ...total.summary(),
    counts: total.counts,
  };
}

function toTargets(target: LatencyTarget = {}): Partial<LatencyView> {
  return Object.fromEntries(TARGET_QUANTILES.map(([quantile, name]) => [name, target[quantile]]));
}
