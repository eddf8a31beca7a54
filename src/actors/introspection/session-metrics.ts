/** Counts for one session what is counted for the server, by the same names. It forwards everything and keeps no times. */
import type { MetricCounter, MetricLatency } from '../ports/metric-names.ts';
import type { MetricsPort } from '../ports/telemetry.ts';

/** What is said of transcripts, beside the metrics' own names. */
export type SessionMetricName = MetricCounter | 'FinalTranscripts' | 'PartialTranscripts';

export class SessionMetrics implements MetricsPort {
  readonly #server: MetricsPort;
  /** As many as there are names. */
  readonly #counts = new Map<SessionMetricName, number>();

  constructor(server: MetricsPort) {
    this.#server = server;
  }

  count(name: MetricCounter, by = 1, labels?: Readonly<Record<string, string>>): void {
    this.#add(name, by);
    this.#server.count(name, by, labels);
  }

  observe(name: MetricLatency, ms: number, labels?: Readonly<Record<string, string>>): void {
    this.#server.observe(name, ms, labels);
  }

  transcript({ isPartial }: { readonly isPartial: boolean }): void {
    this.#add(isPartial ? 'PartialTranscripts' : 'FinalTranscripts', 1);
  }

  /** Labels are summed; what has not happened is not there. */
  read(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  #add(name: SessionMetricName, by: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }
}
