/**
 * Rows that wait to be written: of each row the latest change wins, the order of a row's writes is kept, and what cannot
 * be written now is tried until it can. Bounded by the number of rows. Knows nothing of what is in them.
 */
import type { ClockPort } from '../ports/clock.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import { toStoreFailure } from './store-error.ts';
import { type RestLimits, WriteThrottle } from './write-throttle.ts';

export interface RecordWriterLimits {
  /** Rows that may wait; over it the oldest is given up and counted. */
  readonly maxRows: number;
  /** Rows written at a time. */
  readonly concurrency: number;
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  /** Of a session's row. */
  readonly rests: RestLimits;
}

export const RECORD_WRITER_LIMITS: RecordWriterLimits = {
  maxRows: 100_000,
  concurrency: 16,
  retryBaseMs: 100,
  retryCapMs: 2_000,
  // A write costs the process ten times the control it records, and a speaker may send ten of those a second.
  rests: { everyMs: 1_000, burst: 10 },
};

export interface RowWrite {
  readonly operation: 'putSession' | 'putConnection' | 'deleteConnection';
  /** It is not to be written any more. Asked when it is its turn. */
  isVoid(): boolean;
  run(): Promise<unknown>;
}

export interface RowQueueDeps {
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly limits?: RecordWriterLimits;
  /** Whether trying again cannot help: the write is given up and counted, so that it does not hold up the others. */
  readonly isPermanent?: (error: unknown) => boolean;
}

export class RowQueue {
  readonly #clock: ClockPort;
  readonly #log: LogPort;
  readonly #metrics: MetricsPort;
  readonly #limits: RecordWriterLimits;
  readonly #isPermanent: (error: unknown) => boolean;
  /** Insertion order is the order of writing; a row that changes again keeps its place. */
  readonly #waiting = new Map<string, RowWrite>();
  readonly #underWay = new Set<string>();
  readonly #rests: WriteThrottle<RowWrite>;
  #rested: unknown;
  #whenFlushed: (() => void)[] = [];
  #failures = 0;
  #pause: unknown;
  #isStopped = false;

  constructor(deps: RowQueueDeps) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#metrics = deps.metrics;
    this.#limits = deps.limits ?? RECORD_WRITER_LIMITS;
    this.#rests = new WriteThrottle(this.#limits.rests);
    this.#isPermanent = deps.isPermanent ?? (() => false);
  }

  /** Rows not written yet; over 0 for long means the table is away, which readyz says. */
  get pending(): number {
    return this.#waiting.size + this.#underWay.size + this.#rests.held;
  }

  /** True from a failed round until a write succeeds. */
  get isBehind(): boolean {
    return this.#failures > 0;
  }

  /** The row rests no more, and what it had changed to is forgotten: its next change is written at once. */
  free(row: string): void {
    this.#rests.free(row);
  }

  add(row: string, write: RowWrite): void {
    if (this.#rests.hold(row, write)) {
      this.#wakeLater();
      return;
    }
    if (!this.#waiting.has(row) && this.#waiting.size >= this.#limits.maxRows) this.#giveUpOldest();
    this.#waiting.set(row, write);
    this.#next();
  }

  /** Resolves once everything offered so far has been written; never rejects, so bound it by a deadline of your own. */
  flushed(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenFlushed.push(resolve);
      // Somebody waits: nothing rests any more.
      this.#wake(Number.POSITIVE_INFINITY);
    });
  }

  /** What waits is written now, without waiting out the pause after a failure. */
  goOn(): void {
    if (this.#pause === undefined) return;
    this.#clock.clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#next();
  }

  /** Gives up what waits; for the end of the process. */
  stop(): void {
    this.#isStopped = true;
    this.#clock.clearTimeout(this.#pause);
    this.#waiting.clear();
    this.#rests.release(Number.POSITIVE_INFINITY);
    this.#wakeLater();
  }

  #giveUpOldest(): void {
    for (const [row, { operation }] of this.#waiting) {
      this.#waiting.delete(row);
      this.#metrics.count('DynamoDBErrors', 1, { operation, why: 'overflow' });
      return;
    }
  }

  #next(): void {
    if (this.#pause !== undefined) return;
    // While the table is away one write at a time finds out; when it is back, all go on.
    const most = this.isBehind ? 1 : this.#limits.concurrency;
    for (const [row, write] of this.#waiting) {
      if (this.#underWay.size >= most) return;
      if (this.#underWay.has(row)) continue;
      this.#waiting.delete(row);
      if (write.isVoid()) continue;
      this.#underWay.add(row);
      void this.#write(row, write);
    }
    if (this.pending === 0) {
      // What failed before has been written, or is not to be written any more.
      this.#failures = 0;
      const callbacks = this.#whenFlushed;
      this.#whenFlushed = [];
      for (const callback of callbacks) callback();
    }
  }

  async #write(row: string, write: RowWrite): Promise<void> {
    try {
      await write.run();
      this.#failures = 0;
      if (write.operation === 'putSession') this.#rest(row);
    } catch (error) {
      this.#metrics.count('DynamoDBErrors', 1, { operation: write.operation });
      if (this.#failures === 0) {
        this.#log.error('write_record', 'record not written', {
          code: 'SERVICE_UNAVAILABLE',
          operation: write.operation,
          ...toStoreFailure(error),
        });
      }
      if (this.#isPermanent(error)) {
        this.#settle(row);
        return;
      }
      if (!this.#isStopped) {
        // A newer write of the same row has overtaken this one already.
        if (!this.#waiting.has(row)) this.#waiting.set(row, write);
        this.#backOff();
      }
    }
    this.#settle(row);
  }

  /** Unless somebody waits for the writer. What has changed meanwhile rests too. */
  #rest(row: string): void {
    if (this.#isStopped || this.#whenFlushed.length > 0 || !this.#rests.noteWritten(row, this.#clock.now())) return;
    const change = this.#waiting.get(row);
    if (change === undefined) return;
    this.#waiting.delete(row);
    this.#rests.hold(row, change);
    this.#wakeLater();
  }

  #wake(by: number): void {
    for (const [row, change] of this.#rests.release(by)) this.#waiting.set(row, change);
    this.#wakeLater();
    this.#next();
  }

  /** A timer runs only while a change waits. */
  #wakeLater(): void {
    this.#clock.clearTimeout(this.#rested);
    const at = this.#rests.nextAt;
    if (at === undefined) return;
    const now = this.#clock.now();
    this.#rested = this.#clock.setTimeout(() => this.#wake(this.#clock.now()), Math.max(0, at - now));
  }

  #settle(row: string): void {
    this.#underWay.delete(row);
    this.#next();
  }

  #backOff(): void {
    // One round of failures is one failure, however many rows it held.
    if (this.#pause !== undefined) return;
    this.#failures += 1;
    const { retryBaseMs, retryCapMs } = this.#limits;
    this.#pause = this.#clock.setTimeout(
      () => {
        this.#pause = undefined;
        this.#next();
      },
      Math.min(retryCapMs, retryBaseMs * 2 ** Math.min(10, this.#failures - 1)),
    );
  }
}
