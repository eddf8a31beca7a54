/**
 * Exports ended spans in small batches, several at the same time. The SDK's own processor exports one at a time: at
 * 200 ms a batch it drops half of 5,000 spans a second. Bounded in spans and in exports; drops are reported.
 */
import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';

export interface SpanBatchLimits {
  /** Maximum of waiting spans; above it the newest is dropped. A span takes about 1 KB. */
  readonly maxWaiting: number;
  /** Spans in one export. Serialising blocks the event loop for about 4 µs a span (tools/bench/tracing.ts). */
  readonly batchSize: number;
  /** Concurrent exports. */
  readonly maxExports: number;
  /** A batch that is not full is exported after this time, ms. */
  readonly delayMs: number;
}

/** Why spans were not exported. */
export type SpanDropWhy = 'queueFull' | 'exportFailed' | 'shutdown';

export interface ParallelSpanProcessorDeps {
  /** Must call back exactly once for each export, and have a time limit of its own. */
  readonly exporter: SpanExporter;
  readonly limits: SpanBatchLimits;
  readonly onDrop: (spans: number, why: SpanDropWhy) => void;
}

/** ExportResultCode.SUCCESS; its package is not a dependency. */
const SUCCESS = 0;

export class ParallelSpanProcessor implements SpanProcessor {
  readonly #deps: ParallelSpanProcessorDeps;
  /** The batch that is being filled. */
  #open: ReadableSpan[] = [];
  /** Batches that wait for export, oldest first. */
  readonly #closed: ReadableSpan[][] = [];
  /** Spans in all waiting batches. */
  #waiting = 0;
  #exports = 0;
  /** Spans in the running exports. */
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;
  #isScheduled = false;
  #isShutDown = false;
  #whenFlushed: (() => void)[] = [];

  constructor(deps: ParallelSpanProcessorDeps) {
    this.#deps = deps;
  }

  /** Spans that wait for an export. */
  get waiting(): number {
    return this.#waiting;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    const { limits, onDrop } = this.#deps;
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

  /** Resolves when all spans that wait now have been exported or dropped. Has no time limit of its own. */
  forceFlush(): Promise<void> {
    this.#close();
    if (this.#closed.length === 0 && this.#exports === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenFlushed.push(resolve));
  }

  /** Flushes, then shuts the exporter down. Has no time limit of its own; `giveUp` ends it sooner. */
  async shutdown(): Promise<void> {
    await this.forceFlush();
    this.giveUp();
    await this.#deps.exporter.shutdown();
  }

  /** Reports all waiting spans and those in running exports as dropped, and all that end later. Idempotent. */
  giveUp(): void {
    this.#isShutDown = true;
    clearTimeout(this.#timer);
    const left = this.#waiting + this.#underWay;
    this.#underWay = 0;
    this.#open = [];
    this.#closed.length = 0;
    this.#waiting = 0;
    if (left > 0) this.#deps.onDrop(left, 'shutdown');
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

  /** Exports one batch in a turn of the event loop: serialising several at once would block everything else. */
  #schedule(): void {
    if (this.#isScheduled || this.#exports >= this.#deps.limits.maxExports) return;
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
      this.#deps.exporter.export(batch, ({ code }) => this.#exported(batch.length, code === SUCCESS));
    } catch {
      this.#exported(batch.length, false);
    }
    if (this.#closed.length > 0) this.#schedule();
  }

  #exported(spans: number, isTaken: boolean): void {
    this.#exports -= 1;
    // Already reported as dropped.
    if (this.#isShutDown) return;
    this.#underWay -= spans;
    if (!isTaken) this.#deps.onDrop(spans, 'exportFailed');
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
