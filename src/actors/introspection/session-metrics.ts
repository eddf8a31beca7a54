/** Counts the metrics of one session and forwards them to the server's metrics. Keeps no latencies. */
import type { MetricCounter, MetricLatency } from '../ports/metric-names.ts';
import type { MetricsPort } from '../ports/telemetry.ts';

/** The metrics' names, and two more for transcripts. */
export type SessionMetricName = MetricCounter | 'FinalTranscripts' | 'PartialTranscripts';

export class SessionMetrics implements MetricsPort {
  readonly #server: MetricsPort;
  /** Bounded: one entry for each name. */
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

  /** Labels are summed. A counter that is still 0 is left out. */
  read(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  #add(name: SessionMetricName, by: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }
}
