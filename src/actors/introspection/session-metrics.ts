/** Counts the metrics of one session and forwards them to the server's metrics. Of the latencies it keeps those of its words. */
import type { LatencySummary } from '../../protocol/inside.ts';
import { LatencyHistogram } from '../../protocol/latency-histogram.ts';
import type { MetricCounter, MetricLatency } from '../ports/metric-names.ts';
import type { MetricsPort } from '../ports/telemetry.ts';

/** The metrics' names, and two more for transcripts. */
export type SessionMetricName = MetricCounter | 'FinalTranscripts' | 'PartialTranscripts';

/** Latencies that are measured for each word, and kept for each session. */
const KEPT: readonly MetricLatency[] = ['SegmentCommitLag', 'EarVoiceSpan'];

export class SessionMetrics implements MetricsPort {
  readonly #server: MetricsPort;
  /** Bounded: one entry for each name. */
  readonly #counts = new Map<SessionMetricName, number>();
  /** Labels are not told apart. One entry for each kept latency, made with its first measurement. */
  readonly #latencies = new Map<MetricLatency, LatencyHistogram>();

  constructor(server: MetricsPort) {
    this.#server = server;
  }

  count(name: MetricCounter, by = 1, labels?: Readonly<Record<string, string>>): void {
    this.#add(name, by);
    this.#server.count(name, by, labels);
  }

  observe(name: MetricLatency, ms: number, labels?: Readonly<Record<string, string>>): void {
    this.#server.observe(name, ms, labels);
    if (!KEPT.includes(name) || !Number.isFinite(ms)) return;
    let kept = this.#latencies.get(name);
    if (kept === undefined) {
      kept = new LatencyHistogram();
      this.#latencies.set(name, kept);
    }
    kept.record(Math.max(0, ms));
  }

  transcript({ isPartial }: { readonly isPartial: boolean }): void {
    this.#add(isPartial ? 'PartialTranscripts' : 'FinalTranscripts', 1);
  }

  /** Labels are summed. A counter that is still 0 is left out. */
  read(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  /** Latencies that were measured. */
  readLatencies(): Record<string, LatencySummary> {
    return Object.fromEntries([...this.#latencies].map(([name, kept]) => [name, kept.summary()]));
  }

  #add(name: SessionMetricName, by: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }
}
