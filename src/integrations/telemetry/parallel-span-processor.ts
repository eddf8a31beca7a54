/**
 * Takes ended spans to an exporter in small batches, several under way at a time. The SDK's own has one under way: at
 * 200 ms a batch it drops half of 5,000 spans a second. Bounded in spans and in batches; what is dropped is told.
 */
import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';

export interface SpanBatchLimits {
  /** Spans that wait at most; over it the newest is dropped. A span takes about 1 KB. */
  readonly maxWaiting: number;
  /** Spans in one export. Writing one out holds the event loop up for about 4 us a span (tools/bench/tracing.ts). */
  readonly batchSize: number;
  /** Exports under way at a time. */
  readonly maxExports: number;
  /** A batch that is not full goes out after so many ms. */
  readonly delayMs: number;
}

/** Why spans were not exported. */
export type SpanDropWhy = 'queueFull' | 'exportFailed' | 'shutdown';

export interface ParallelSpanProcessorParts {
  /** Must call back once for each export, within a time of its own. */
  readonly exporter: SpanExporter;
  readonly limits: SpanBatchLimits;
  readonly onDrop: (spans: number, why: SpanDropWhy) => void;
}

/** ExportResultCode.SUCCESS; its package is none of ours. */
const SUCCESS = 0;

export class ParallelSpanProcessor implements SpanProcessor {
  readonly #parts: ParallelSpanProcessorParts;
  /** The batch that is being filled. */
  #open: ReadableSpan[] = [];
  /** Batches to be exported, oldest first. */
  readonly #closed: ReadableSpan[][] = [];
  /** Spans of all of them. */
  #waiting = 0;
  #exports = 0;
  /** Spans of the exports under way. */
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;
  #isScheduled = false;
  #isShutDown = false;
  #whenFlushed: (() => void)[] = [];

  constructor(parts: ParallelSpanProcessorParts) {
    this.#parts = parts;
  }

  /** Spans that wait for an export. */
  get waiting(): number {
    return this.#waiting;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    const { limits, onDrop } = this.#parts;
    if (this.#isShutDown) {
      onDrop(1, 'shutdown');
    } else if (this.#waiting >= limits.maxWaiting) {
      onDrop(1, 'queueFull');
    } else {
      this.#waiting += 1;
      this.#open.push(span);
      if (this.#open.length >= limits.batchSize) this.#close();
      else this.#timer ??= setTimeout(() => this.#close(), limits.delayMs).unref();
    }
  }

  /** Resolves when what waits now has been exported or dropped; takes as long as the exporter takes. */
  forceFlush(): Promise<void> {
    this.#close();
    if (this.#closed.length === 0 && this.#exports === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenFlushed.push(resolve));
  }

  /** Flushes, then ends the exporter. Not bounded: `giveUp` ends it sooner. */
  async shutdown(): Promise<void> {
    await this.forceFlush();
    this.giveUp();
    await this.#parts.exporter.shutdown();
  }

  /** What waits or is under way is taken for dropped, and so is whatever ends from now on. Idempotent. */
  giveUp(): void {
    this.#isShutDown = true;
    clearTimeout(this.#timer);
    const left = this.#waiting + this.#underWay;
    this.#underWay = 0;
    this.#open = [];
    this.#closed.length = 0;
    this.#waiting = 0;
    if (left > 0) this.#parts.onDrop(left, 'shutdown');
    this.#settle();
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#open.length === 0) return;
    this.#closed.push(this.#open);
    this.#open = [];
    this.#schedule();
  }

  /** One batch a turn of the event loop: writing several out at once would hold up everything else. */
  #schedule(): void {
    if (this.#isScheduled || this.#exports >= this.#parts.limits.maxExports) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#export();
    });
  }

  #export(): void {
    const batch = this.#closed.shift();
    if (batch === undefined) return;
    this.#waiting -= batch.length;
    this.#underWay += batch.length;
    this.#exports += 1;
    try {
      this.#parts.exporter.export(batch, ({ code }) => this.#exported(batch.length, code === SUCCESS));
    } catch {
      this.#exported(batch.length, false);
    }
    if (this.#closed.length > 0) this.#schedule();
  }

  #exported(spans: number, isTaken: boolean): void {
    this.#exports -= 1;
    // Dropped already.
    if (this.#isShutDown) return;
    this.#underWay -= spans;
    if (!isTaken) this.#parts.onDrop(spans, 'exportFailed');
    if (this.#closed.length > 0) this.#schedule();
    else this.#settle();
  }

  #settle(): void {
    if (this.#exports > 0 && !this.#isShutDown) return;
    const callbacks = this.#whenFlushed;
    this.#whenFlushed = [];
    for (const callback of callbacks) callback();
  }
}
