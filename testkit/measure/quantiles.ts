/**
 * Quantiles of measurements. Those of a list are exact. A histogram holds any number of measurements in constant memory, and its
 * quantiles are at most 0.1 % above the exact ones.
 */
import { createHistogram } from 'node:perf_hooks';
import type { Quantiles } from './figures.ts';

/** The nearest-rank percentile: the smallest measurement with at least `percent` % of them at or below it. */
export function percentile(measurements: readonly number[], percent: number): number | undefined {
  const sorted = [...measurements].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

/** The exact quantiles of a list. */
export function toQuantiles(measuredMs: readonly number[]): Quantiles {
  const at = (percent: number) => hundredths(percentile(measuredMs, percent) ?? 0);
  return { count: measuredMs.length, p50Ms: at(50), p95Ms: at(95), p99Ms: at(99), maxMs: at(100) };
}

const MICROSECONDS = 1_000;
/** Longer times count as this long, except in `maxMs`. */
const LONGEST_MS = 3_600_000;
/** Significant digits that are kept of each measurement. */
const FIGURES = 3;

/** The quantiles of any number of measurements. A histogram takes 180 KiB. */
export class Histogram {
  readonly #microseconds = createHistogram({ lowest: 1, highest: LONGEST_MS * MICROSECONDS, figures: FIGURES });
  #count = 0;
  #maxMs = 0;

  add(ms: number): void {
    // Node's histogram records whole numbers from 1.
    const microseconds = Math.round(Math.min(ms, LONGEST_MS) * MICROSECONDS);
    this.#microseconds.record(Math.max(1, microseconds));
    this.#count += 1;
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  read(): Quantiles {
    const at = (percent: number) => {
      if (this.#count === 0) return 0;
      return hundredths(Math.min(this.#microseconds.percentile(percent) / MICROSECONDS, this.#maxMs));
    };
    return { count: this.#count, p50Ms: at(50), p95Ms: at(95), p99Ms: at(99), maxMs: hundredths(this.#maxMs) };
  }
}

function hundredths(ms: number): number {
  return Math.round(ms * 100) / 100;
}
