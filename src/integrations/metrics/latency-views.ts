/** Makes the view of every latency for web pages: its distribution, quantiles and target. */
import type { MetricLatency } from '../../actors/ports/metric-names.ts';
import type { InsideNow, LatencyView, LatencyWindow } from '../../protocol/inside.ts';
import { LATENCY_BOUNDS_MS } from '../../protocol/latency-buckets.ts';
import type { LatencyHistogram } from '../../protocol/latency-histogram.ts';
import { LATENCIES } from './latencies.ts';
import { sumLatency } from './latency-total.ts';
import { type LatencyWindows, WINDOW_MS } from './latency-windows.ts';
import type { MemoryMetrics } from './memory-metrics.ts';
import { type LatencyTarget, type MetricEntry, TARGET_QUANTILES } from './metric-entry.ts';

/** Since the process began and in windows, in the catalogue's order, including latencies without a measurement. */
export function toLatencyViews(metrics: MemoryMetrics, windows: Pick<LatencyWindows, 'of'>): InsideNow['latencies'] {
  return {
    boundsMs: LATENCY_BOUNDS_MS,
    windowMs: WINDOW_MS,
    metrics: (Object.entries(LATENCIES) as [MetricLatency, MetricEntry][]).map(([name, entry]) => {
      const total = sumLatency(metrics, name, entry.target?.except);
      return toLatencyView(total, windows.of(name, total), name, entry);
    }),
  };
}

function toLatencyView(
  total: LatencyHistogram,
  windows: readonly LatencyHistogram[],
  name: string,
  { meaning, target }: MetricEntry,
): LatencyView {
  return {
    name,
    meaning,
    ...toTargets(target),
    without: Object.values(target?.except ?? {}).flat(),
    ...total.summary(),
    counts: total.counts,
    windows: windows.map(toWindow),
    windowCounts: windows[0]?.counts ?? [],
  };
}

/** The maximum is that of all times, and a mean without it says little. */
function toWindow(window: LatencyHistogram): LatencyWindow {
  const { maxMs: _, meanMs: __, ...summary } = window.summary();
  return summary;
}

function toTargets(target: LatencyTarget = {}): Partial<LatencyView> {
  return Object.fromEntries(TARGET_QUANTILES.map(([quantile, name]) => [name, target[quantile]]));
}
