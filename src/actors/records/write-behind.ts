/**
 * Writes rows behind the actors' backs: the latest wins per row, the order per row is kept, and what cannot be written
 * now is tried until it can. Bounded by the number of rows; no control message ever waits for it.
 */
import type { ClockPort } from '../ports/clock.ts';
import type { ConnectionRecord, RecordStorePort, SessionRecord } from '../ports/records.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import { failureOfStore } from './store-error.ts';
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

type Operation = 'putSession' | 'putConnection' | 'deleteConnection';
interface Write {
  readonly operation: Operation;
  run(): Promise<unknown>;
}

export class WriteBehind {
  readonly #store: RecordStorePort;
  readonly #clock: ClockPort;
  readonly #log: LogPort;
  readonly #metrics: MetricsPort;
  readonly #limits: RecordWriterLimits;
  readonly #isPermanent: (error: unknown) => boolean;
  /** Insertion order is the order of writing; a row that changes again keeps its place. */
  readonly #waiting = new Map<string, Write>();
  readonly #underWay = new Set<string>();
  readonly #rests: WriteThrottle<Write>;
  #rested: unknown;
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
    this.#rests = new WriteThrottle(this.#limits.rests);
    this.#isPermanent = parts.isPermanent ?? (() => false);
  }

  /** Rows not written yet; over 0 for long means the table is away, which readyz says. */
  get pending(): number {
    return this.#waiting.size + this.#underWay.size + this.#rests.held;
  }

  /** True from a failed round until a write succeeds. */
  get isBehind(): boolean {
    return this.#failures > 0;
  }

  /**
   * An end is written at once: a session that is over must not come back after a crash.
   * @param onRecreated The row was gone, and has been written as a new one: its connections' rows will be gone too.
   */
  putSession(record: SessionRecord, onRecreated: () => void = () => {}): void {
    const row = `session ${record.sessionId}`;
    if (!record.isActive) this.#rests.free(row);
    this.#enqueue(row, { operation: 'putSession', run: () => this.#writeSession(record, onRecreated) });
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
    return new Promise((resolve) => {
      this.#whenFlushed.push(resolve);
      // Somebody waits: nothing rests any more.
      this.#wake(Number.POSITIVE_INFINITY);
    });
  }

  /** For one who knows that the table is there again: what waits is written now. */
  tableReturned(): void {
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

  #enqueue(row: string, write: Write): void {
    if (this.#rests.hold(row, write)) {
      this.#wakeLater();
      return;
    }
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
      if (write.operation === 'putSession') this.#rest(row);
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

  /**
   * A write that was refused is looked into: the row may be gone, with tables that came back empty. It is then written as a
   * new one, unless the session is over or somebody else was quicker.
   */
  async #writeSession(record: SessionRecord, onRecreated: () => void): Promise<void> {
    if ((await this.#store.putSession(record)) || !record.isActive) return;
    if ((await this.#store.getSession(record.sessionId)) !== undefined) return;
    if (!(await this.#store.createSession(record))) return;
    this.#metrics.count('RecordsRecreated');
    onRecreated();
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
