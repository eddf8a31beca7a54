/** Every latency of the catalogue as a web page draws it: its distribution, what can be read off it, and its target. */
import type { InsideNow, LatencyView } from '../../protocol/inside.ts';
import { LATENCY_BOUNDS_MS } from './buckets.ts';
import { LATENCIES, type MetricEntry } from './catalogue.ts';
import { latencyTotalOf } from './latency-total.ts';
import type { MemoryMetrics } from './memory-metrics.ts';

/** As of now, since the process began; in the catalogue's order, those without a measurement too. */
export function latencyViewsOf(metrics: MemoryMetrics): InsideNow['latencies'] {
  return {
    boundsMs: LATENCY_BOUNDS_MS,
    metrics: Object.entries(LATENCIES).map(([name, entry]) => viewOf(metrics, name, entry)),
  };
}

function viewOf(metrics: MemoryMetrics, name: string, { meaning, target }: MetricEntry): LatencyView {
  const total = latencyTotalOf(metrics, name, target?.except);
  return {
    name,
    meaning,
    ...(target && { targetP95Ms: target.p95Ms }),
    without: Object.values(target?.except ?? {}).flat(),
    ...total.summary(),
    counts: total.counts,
  };
}
