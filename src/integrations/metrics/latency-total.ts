/** Sums all series of one latency into one histogram. */

import { LatencyHistogram } from '../../protocol/latency-histogram.ts';
import type { MemoryMetrics } from './memory-metrics.ts';
import type { LabelSets, Labels } from './metric-entry.ts';

/** @param except Series to leave out, by label values. @returns a new histogram; empty when nothing was recorded. */
export function sumLatency(metrics: MemoryMetrics, name: string, except: LabelSets = {}): LatencyHistogram {
  const isMeant = (labels: Labels) =>
    Object.entries(except).every(([label, values]) => !values.includes(labels[label] ?? ''));
  const sum = new LatencyHistogram();
  for (const series of metrics.latencies()) {
    if (series.name === name && isMeant(series.labels)) sum.add(series.value);
  }
  return sum;
}
