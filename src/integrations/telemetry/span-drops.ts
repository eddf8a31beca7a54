/** What became of spans that were not exported: each is counted; of many at a time the log has one line now and then. */
import type { LogPort, MetricsPort } from '../../actors/ports/telemetry.ts';
import type { SpanDropWhy } from './parallel-span-processor.ts';

export interface SpanDropsParts {
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  /** Milliseconds that never go back. */
  readonly monotonicNow: () => number;
}

/** Between two lines of the log. */
const LOG_EVERY_MS = 10_000;

export class SpanDrops {
  readonly #parts: SpanDropsParts;
  #loggedAt = Number.NEGATIVE_INFINITY;
  #unlogged = 0;

  constructor(parts: SpanDropsParts) {
    this.#parts = parts;
  }

  dropped(spans: number, why: SpanDropWhy): void {
    const { log, metrics, monotonicNow } = this.#parts;
    metrics.count('SpansDropped', spans, { why });
    this.#unlogged += spans;
    const now = monotonicNow();
    if (now - this.#loggedAt < LOG_EVERY_MS) return;
    // Since the last line: several reasons may have come together, the one at hand is named.
    log.warn('export_spans', 'spans dropped', { code: 'SERVICE_UNAVAILABLE', spans: this.#unlogged, why });
    this.#loggedAt = now;
    this.#unlogged = 0;
  }
}
