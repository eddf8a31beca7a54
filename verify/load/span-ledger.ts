/** What became of a load's spans: those that arrived, and those the server says it dropped. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MetricsPage } from './metrics-page.ts';
import type { Stage } from './stage.ts';

export interface SpanReport {
  readonly received: number;
  readonly dropped: number;
  /** One for each chunk: received, and chunks the server took. */
  readonly chunkSpans: number;
  readonly chunks: number;
}

interface Reading {
  readonly spans: number;
  readonly chunkSpans: number;
  readonly dropped: number;
  readonly chunks: number;
}

/** Exporters send what they have collected at the latest after so long, whatever they are set to here. */
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

  /** Waits until every chunk's span is there, or no more come. Undefined where nobody counts. */
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
