/** Counts a load's spans: received by the collector, and dropped according to the server. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MetricsPage } from '../../testkit/measure/metrics-page.ts';
import type { Stage } from './stage.ts';

export interface SpanReport {
  readonly received: number;
  readonly dropped: number;
  /** Spans of chunks that were received. `chunks`: chunks that the server accepted. Each chunk must have a span. */
  readonly chunkSpans: number;
  readonly chunks: number;
}

interface Reading {
  readonly spans: number;
  readonly chunkSpans: number;
  readonly dropped: number;
  readonly chunks: number;
}

/** Longer than an exporter keeps spans before it sends them, with any setting. */
const SETTLED_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 250;

export class SpanLedger {
  readonly #stage: Stage | undefined;
  readonly #before: Reading | undefined;

  private constructor(stage: Stage | undefined, before: Reading | undefined) {
    this.#stage = stage;
    this.#before = before;
  }

  static async open(stage: Stage | undefined): Promise<SpanLedger> {
    return new SpanLedger(stage, await read(stage));
  }

  /** Waits until the spans of all chunks have arrived or the time is over. Undefined: spans are not counted. */
  async close(): Promise<SpanReport | undefined> {
    const before = this.#before;
    if (before === undefined) return undefined;
    const deadline = performance.now() + SETTLED_WITHIN_MS;
    for (;;) {
      const now = await read(this.#stage);
      if (now === undefined) return undefined;
      const report = {
        received: now.spans - before.spans,
        dropped: now.dropped - before.dropped,
        chunkSpans: now.chunkSpans - before.chunkSpans,
        chunks: now.chunks - before.chunks,
      };
      if (report.chunkSpans >= report.chunks || performance.now() > deadline) return report;
      await sleep(LOOK_EVERY_MS);
    }
  }
}

async function read(stage: Stage | undefined): Promise<Reading | undefined> {
  const counts = await stage?.spans();
  if (stage === undefined || counts === undefined) return undefined;
  const page = new MetricsPage(await (await fetch(`${stage.adminUrl}/metrics`)).text());
  return {
    spans: counts.spans,
    chunkSpans: counts.chunkSpans,
    dropped: page.sum('SpansDropped'),
    chunks: page.sum('AudioChunksReceived') - page.sum('AudioChunksDropped'),
  };
}
