/**
 * Writes rows behind the actors' backs: the latest wins per row, the order per row is kept, and what cannot be written
 * now is tried until it can. Bounded by the number of rows; no control message ever waits for it.
 */
import type { ClockPort, ConnectionRecord, LogPort, MetricsPort, RecordStorePort, SessionRecord } from './ports.ts';
import { failureOfStore } from './store-error.ts';

export interface RecordWriterLimits {
  /** Rows that may wait; over it the oldest is given up and counted. */
  readonly maxRows: number;
  /** Rows written at a time. */
  readonly concurrency: number;
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
}

export const RECORD_WRITER_LIMITS: RecordWriterLimits = {
  maxRows: 100_000,
  concurrency: 16,
  retryBaseMs: 100,
  retryCapMs: 2_000,
};

type Operation = 'putSession' | 'putConnection' | 'deleteConnection';
interface Write {
  readonly operation: Operation;
  run(): Promise<unknown>;
}

export class RecordWriter {
  readonly #store: RecordStorePort;
  readonly #clock: ClockPort;
  readonly #log: LogPort;
  readonly #metrics: MetricsPort;
  readonly #limits: RecordWriterLimits;
  readonly #isPermanent: (error: unknown) => boolean;
  /** Insertion order is the order of writing; a row that changes again keeps its place. */
  readonly #waiting = new Map<string, Write>();
  readonly #underWay = new Set<string>();
  #whenFlushed: (() => void)[] = [];
  #failures = 0;
  #pause: unknown;
  #isStopped = false;

  constructor(parts: {
    store: RecordStorePort;
    clock: ClockPort;
    log: LogPort;
    metrics: MetricsPort;
    limits?: RecordWriterLimits;
    /** Whether trying again cannot help: the write is given up and counted, so that it does not hold up the others. */
    isPermanent?: (error: unknown) => boolean;
  }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#metrics = parts.metrics;
    this.#limits = parts.limits ?? RECORD_WRITER_LIMITS;
    this.#isPermanent = parts.isPermanent ?? (() => false);
  }

  /** Rows not written yet; over 0 for long means the table is away, which readyz says. */
  get pending(): number {
    return this.#waiting.size + this.#underWay.size;
  }

  /** True from a failed round until a write succeeds. */
  get isBehind(): boolean {
    return this.#failures > 0;
  }

  putSession(record: SessionRecord): void {
    this.#enqueue(`session ${record.sessionId}`, {
      operation: 'putSession',
      run: () => this.#store.putSession(record),
    });
  }

  putConnection(record: ConnectionRecord): void {
    this.#enqueue(`connection ${record.connectionId}`, {
      operation: 'putConnection',
      run: () => this.#store.putConnection(record),
    });
  }

  deleteConnection(connectionId: string): void {
    this.#enqueue(`connection ${connectionId}`, {
      operation: 'deleteConnection',
      run: () => this.#store.deleteConnection(connectionId),
    });
  }

  /** Resolves once everything offered so far has been written; never rejects, so bound it by a deadline of your own. */
  flushed(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenFlushed.push(resolve));
  }

  /** Gives up what waits; for the end of the process. */
  stop(): void {
    this.#isStopped = true;
    this.#clock.clearTimeout(this.#pause);
    this.#waiting.clear();
  }

  #enqueue(row: string, write: Write): void {
    if (!this.#waiting.has(row) && this.#waiting.size >= this.#limits.maxRows) this.#giveUpOldest();
    this.#waiting.set(row, write);
    this.#next();
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
      this.#underWay.add(row);
      void this.#write(row, write);
    }
    if (this.pending === 0) {
      const callbacks = this.#whenFlushed;
      this.#whenFlushed = [];
      for (const callback of callbacks) callback();
    }
  }

  async #write(row: string, write: Write): Promise<void> {
    try {
      await write.run();
      this.#failures = 0;
    } catch (error) {
      this.#metrics.count('DynamoDBErrors', 1, { operation: write.operation });
      if (this.#failures === 0) {
        this.#log.error('write_record', 'record not written', {
          code: 'SERVICE_UNAVAILABLE',
          operation: write.operation,
          ...failureOfStore(error),
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
