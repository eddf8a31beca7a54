/** Counts every span that was not exported, and logs at most one line about them in 10 s. */
import type { LogPort, MetricsPort } from '../../actors/ports/telemetry.ts';
import type { SpanDropWhy } from './parallel-span-processor.ts';

export interface SpanDropsDeps {
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  /** Monotonic milliseconds. */
  readonly monotonicNow: () => number;
}

/** Least time between two log lines. */
const LOG_EVERY_MS = 10_000;

export class SpanDrops {
  readonly #deps: SpanDropsDeps;
  #loggedAt = Number.NEGATIVE_INFINITY;
  #unlogged = 0;

  constructor(deps: SpanDropsDeps) {
    this.#deps = deps;
  }

  dropped(spans: number, why: SpanDropWhy): void {
    const { log, metrics, monotonicNow } = this.#deps;
    metrics.count('SpansDropped', spans, { why });
    this.#unlogged += spans;
    const now = monotonicNow();
    if (now - this.#loggedAt < LOG_EVERY_MS) return;
    // The number counts all since the last line; of several reasons only the latest is named.
    log.warn('export_spans', 'spans dropped', { code: 'SERVICE_UNAVAILABLE', spans: this.#unlogged, why });
    this.#loggedAt = now;
    this.#unlogged = 0;
  }
}
