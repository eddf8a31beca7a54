/** Summarises measurements as count, p50 and p90. Pure. */
import { percentile } from '../../../testkit/measure/quantiles.ts';

export interface Distribution {
  readonly count: number;
  /** Undefined: nothing was measured. */
  readonly p50Ms: number | undefined;
  readonly p90Ms: number | undefined;
}

export function toDistribution(measuredMs: readonly number[]): Distribution {
  return {
    count: measuredMs.length,
    p50Ms: rounded(percentile(measuredMs, 50)),
    p90Ms: rounded(percentile(measuredMs, 90)),
  };
}

const rounded = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms));
