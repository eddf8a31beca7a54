/**
 * A queue of rows to be written. Only the latest change of a row is kept, the writes of one row stay in order, and a failed
 * write is repeated until it succeeds. The number of rows is bounded. Their content is not read.
 */
import type { ClockPort } from '../ports/clock.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import { toStoreFailure } from './store-error.ts';
import { WriteThrottle, type WriteThrottleLimits } from './write-throttle.ts';

export interface RecordWriterLimits {
  /** Rows that may wait. Above this number the oldest is dropped and counted. */
  readonly maxRows: number;
  /** Rows written at a time. */
  readonly concurrency: number;
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  /** The throttle of a session's row. */
  readonly throttle: WriteThrottleLimits;
}

export const RECORD_WRITER_LIMITS: RecordWriterLimits = {
  maxRows: 100_000,
  concurrency: 16,
  retryBaseMs: 100,
  retryCapMs: 2_000,
  // A write costs ten times as much as the control message that it records, and a speaker may send ten of them a second.
  throttle: { everyMs: 1_000, burst: 10 },
};

export interface RowWrite {
  readonly operation: 'putSession' | 'putConnection' | 'deleteConnection';
  /** The write is no longer needed. Asked just before the write. */
  isVoid(): boolean;
  run(): Promise<unknown>;
}

export interface RowQueueDeps {
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly limits?: RecordWriterLimits;
  /** Whether a retry cannot help. Such a write is dropped and counted, so that it does not block the others. */
  readonly isPermanent?: (error: unknown) => boolean;
  /**
   * Resolves when the write of a session's row may begin: what speakers and listeners wait for goes first. By default at once.
   * A connection's row never waits: the pipeline finds a listener by it, for the next transcript.
   */
  readonly turn?: () => Promise<void>;
}

export class RowQueue {
  readonly #clock: ClockPort;
  readonly #log: LogPort;
  readonly #metrics: MetricsPort;
  readonly #limits: RecordWriterLimits;
  readonly #isPermanent: (error: unknown) => boolean;
  readonly #turn: RowQueueDeps['turn'];
  /** Insertion order is the order of writing; a row that changes again keeps its place. */
  readonly #waiting = new Map<string, RowWrite>();
  readonly #underWay = new Set<string>();
  readonly #throttle: WriteThrottle<RowWrite>;
  #throttleTimer: unknown;
  #whenFlushed: (() => void)[] = [];
  #failures = 0;
  #pause: unknown;
  #isStopped = false;

  constructor(deps: RowQueueDeps) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#metrics = deps.metrics;
    this.#limits = deps.limits ?? RECORD_WRITER_LIMITS;
    this.#throttle = new WriteThrottle(this.#limits.throttle);
    this.#isPermanent = deps.isPermanent ?? (() => false);
    this.#turn = deps.turn;
  }

  /** Rows not written yet. Over 0 for a long time means that the table cannot be reached; readyz reports it. */
  get pending(): number {
    return this.#waiting.size + this.#underWay.size + this.#throttle.held;
  }

  /** True from a failed round until a write succeeds. */
  get isBehind(): boolean {
    return this.#failures > 0;
  }

  /** Ends the throttling of a row and drops its held change: its next change is written at once. */
  free(row: string): void {
    this.#throttle.free(row);
  }

  add(row: string, write: RowWrite): void {
    if (this.#throttle.hold(row, write)) {
      this.#wakeLater();
      return;
    }
    if (!this.#waiting.has(row) && this.#waiting.size >= this.#limits.maxRows) this.#giveUpOldest();
    this.#waiting.set(row, write);
    this.#next();
  }

  /** Resolves once no row waits, later ones included; until then no row is throttled. Never rejects: the caller sets a deadline. */
  flushed(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenFlushed.push(resolve);
      // The caller waits, so throttled rows are written now.
      this.#wake(Number.POSITIVE_INFINITY);
    });
  }

  /** Ends the pause after a failure: waiting rows are written now. */
  goOn(): void {
    if (this.#pause === undefined) return;
    this.#clock.clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#next();
  }

  /** Drops all waiting rows; for the end of the process. */
  stop(): void {
    this.#isStopped = true;
    this.#clock.clearTimeout(this.#pause);
    this.#waiting.clear();
    this.#throttle.release(Number.POSITIVE_INFINITY);
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
    // While the table cannot be reached, one write at a time is tried.
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
      // All writes that failed before have succeeded, or are no longer needed.
      this.#failures = 0;
      const callbacks = this.#whenFlushed;
      this.#whenFlushed = [];
      for (const callback of callbacks) callback();
    }
  }

  async #write(row: string, write: RowWrite): Promise<void> {
    try {
      if (write.operation === 'putSession') await this.#turn?.();
      // While it waited for its turn, it may have become void, or the process may have come to its end.
      if (this.#isStopped || write.isVoid()) {
        this.#settle(row);
        return;
      }
      await write.run();
      this.#failures = 0;
      if (write.operation === 'putSession') this.#throttleIfBusy(row);
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
        // A newer write of the same row replaces this one.
        if (!this.#waiting.has(row)) this.#waiting.set(row, write);
        this.#backOff();
      }
    }
    this.#settle(row);
  }

  /** Throttles the row if it is written too often, unless a caller waits for `flushed`. A change that waits is held, too. */
  #throttleIfBusy(row: string): void {
    if (this.#isStopped || this.#whenFlushed.length > 0 || !this.#throttle.noteWritten(row, this.#clock.now())) return;
    const change = this.#waiting.get(row);
    if (change === undefined) return;
    this.#waiting.delete(row);
    this.#throttle.hold(row, change);
    this.#wakeLater();
  }

  #wake(by: number): void {
    for (const [row, change] of this.#throttle.release(by)) this.#waiting.set(row, change);
    this.#wakeLater();
    this.#next();
  }

  /** A timer runs only while a change is held. */
  #wakeLater(): void {
    this.#clock.clearTimeout(this.#throttleTimer);
    const at = this.#throttle.nextAt;
    if (at === undefined) return;
    const now = this.#clock.now();
    this.#throttleTimer = this.#clock.setTimeout(() => this.#wake(this.#clock.now()), Math.max(0, at - now));
  }

  #settle(row: string): void {
    this.#underWay.delete(row);
    this.#next();
  }

  #backOff(): void {
    // All failures of one round count as one.
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
