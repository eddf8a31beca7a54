/** Metrics as plain numbers to ask for. */
import type { MetricCounter, MetricLatency } from '../../../src/actors/ports/metric-names.ts';
import type { MetricsPort } from '../../../src/actors/ports/telemetry.ts';

type Labels = Readonly<Record<string, string>>;

export class CountingMetrics implements MetricsPort {
  readonly #counts: { name: MetricCounter; by: number; labels: Labels }[] = [];
  readonly #observations: { name: MetricLatency; ms: number; labels: Labels }[] = [];

  count(name: MetricCounter, by = 1, labels: Labels = {}): void {
    this.#counts.push({ name, by, labels });
  }

  observe(name: MetricLatency, ms: number, labels: Labels = {}): void {
    this.#observations.push({ name, ms, labels });
  }

  /** @param labels Only counts that carry these. */
  total(name: MetricCounter, labels: Labels = {}): number {
    const matching = this.#counts.filter(
      (count) => count.name === name && Object.entries(labels).every(([key, value]) => count.labels[key] === value),
    );
    return matching.reduce((sum, { by }) => sum + by, 0);
  }

  /** @param labels Only measurements that carry these. */
  observed(name: MetricLatency, labels: Labels = {}): number[] {
    return this.#observations
      .filter((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))
      .map(({ ms }) => ms);
  }
}
