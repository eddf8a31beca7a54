/** Reads k6's summary of a run: trends, counters and missed thresholds. Pure. */
import type { Quantiles } from '../../testkit/measure/figures.ts';

export interface K6Summary {
  readonly trends: Readonly<Record<string, Quantiles>>;
  readonly counters: Readonly<Record<string, number>>;
  /** `metric: threshold`. */
  readonly missed: readonly string[];
}

interface Metric {
  readonly type: string;
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}

/** @param text as the scripts' handleSummary writes it. Throws on any other text. */
export function readSummary(text: string): K6Summary {
  const { metrics } = JSON.parse(text) as { readonly metrics: Readonly<Record<string, Metric>> };
  const trends: Record<string, Quantiles> = {};
  const counters: Record<string, number> = {};
  const missed: string[] = [];
  for (const [name, { type, values, thresholds = {} }] of Object.entries(metrics)) {
    const at = (stat: string) => Math.round((values[stat] ?? 0) * 100) / 100;
    if (type === 'counter') counters[name] = at('count');
    else if (type === 'trend' && at('count') > 0) {
      trends[name] = { count: at('count'), p50Ms: at('med'), p95Ms: at('p(95)'), p99Ms: at('p(99)'), maxMs: at('max') };
    }
    for (const [threshold, { ok }] of Object.entries(thresholds)) if (!ok) missed.push(`${name}: ${threshold}`);
  }
  return { trends, counters, missed };
}
