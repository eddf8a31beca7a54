/**
 * Measurements in a few figures. Of a list they are exact; a histogram takes any number of measurements in the same memory, and
 * its quantiles are at most 0.1 % above the measurement they stand for.
 */
import { createHistogram } from 'node:perf_hooks';

/** Times in milliseconds, to the hundredth; zeros where nothing was measured. */
export interface Quantiles {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** The nearest-rank percentile: the smallest measurement with at least `percent` % of them at or below it. */
export function percentile(measurements: readonly number[], percent: number): number | undefined {
  const sorted = [...measurements].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

/** Of a list, exactly. */
export function toQuantiles(measuredMs: readonly number[]): Quantiles {
  const at = (percent: number) => hundredths(percentile(measuredMs, percent) ?? 0);
  return { count: measuredMs.length, p50Ms: at(50), p95Ms: at(95), p99Ms: at(99), maxMs: at(100) };
}

const MICROSECONDS = 1_000;
/** What is longer counts as so long, except as the longest. */
const LONGEST_MS = 3_600_000;
/** Decimal digits that are kept of each measurement. */
const FIGURES = 3;

/** Of as many measurements as come; 180 KiB each, however many. */
export class Histogram {
  readonly #microseconds = createHistogram({ lowest: 1, highest: LONGEST_MS * MICROSECONDS, figures: FIGURES });
  #count = 0;
  #maxMs = 0;

  add(ms: number): void {
    // It takes whole numbers from 1 on.
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
