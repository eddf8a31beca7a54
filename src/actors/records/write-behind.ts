/**
 * Writes the rows of sessions and connections after the actors have gone on: no control message ever waits for a table. A
 * write that the table refuses is looked into: the session's row may be gone, or another process may own the session.
 */
import type { ConnectionRecord, RecordStorePort, SessionRecord } from '../ports/records.ts';
import { meaningOfRefusal } from './refused-write.ts';
import { RowQueue, type RowQueueDeps } from './row-queue.ts';

/** The session that rows are written for. It is told what became of them. */
export interface RowHolder {
  /** Another process owns the session: what still waits is not written any more. */
  readonly isSuperseded: boolean;
  /** The session's row was gone, and has been written as a new one. */
  recreated(): void;
  /** The row says that another process owns the session. */
  superseded(): void;
}

export interface WriteBehindDeps extends RowQueueDeps {
  readonly store: RecordStorePort;
}

/** How often a refused write is looked into before it waits its turn again: the row changes while it is being read. */
const MAX_INQUIRIES = 3;

/** For rows that nobody wants to hear of. */
const UNHEARD: RowHolder = { isSuperseded: false, recreated() {}, superseded() {} };

export class WriteBehind {
  readonly #deps: WriteBehindDeps;
  readonly #rows: RowQueue;

  constructor(deps: WriteBehindDeps) {
    this.#deps = deps;
    this.#rows = new RowQueue(deps);
  }

  /** Rows not written yet; over 0 for long means the table is away, which readyz says. */
  get pending(): number {
    return this.#rows.pending;
  }

  /** True from a failed round until a write succeeds. */
  get isBehind(): boolean {
    return this.#rows.isBehind;
  }

  /** An end is written at once: a session that is over must not come back after a crash. */
  putSession(record: SessionRecord, holder: RowHolder = UNHEARD): void {
    const row = `session ${record.sessionId}`;
    if (!record.isActive) this.#rows.free(row);
    this.#rows.add(row, {
      operation: 'putSession',
      isVoid: () => holder.isSuperseded,
      run: () => this.#writeSession(record, holder),
    });
  }

  putConnection(record: ConnectionRecord, holder: RowHolder = UNHEARD): void {
    this.#rows.add(`connection ${record.connectionId}`, {
      operation: 'putConnection',
      isVoid: () => holder.isSuperseded,
      run: () => this.#deps.store.putConnection(record),
    });
  }

  deleteConnection(connectionId: string, holder: RowHolder = UNHEARD): void {
    this.#rows.add(`connection ${connectionId}`, {
      operation: 'deleteConnection',
      isVoid: () => holder.isSuperseded,
      run: () => this.#deps.store.deleteConnection(connectionId),
    });
  }

  /** Resolves once everything offered so far has been written; never rejects, so bound it by a deadline of your own. */
  flushed(): Promise<void> {
    return this.#rows.flushed();
  }

  /** To be called when the table is known to be there again: what waits is written now. */
  tableReturned(): void {
    this.#rows.goOn();
  }

  /** Gives up what waits; for the end of the process. */
  stop(): void {
    this.#rows.stop();
  }

  async #writeSession(record: SessionRecord, holder: RowHolder): Promise<void> {
    const { metrics, store } = this.#deps;
    for (let inquiry = 0; inquiry < MAX_INQUIRIES; inquiry += 1) {
      if (await store.putSession(record)) return;
      const meaning = meaningOfRefusal(record, await store.getSession(record.sessionId));
      // A session that is over needs no row.
      if (meaning === 'ownWrite' || (meaning === 'gone' && !record.isActive)) return;
      if (meaning === 'superseded') {
        holder.superseded();
        return;
      }
      if (meaning === 'gone' && (await store.createSession(record))) {
        metrics.count('RecordsRecreated');
        holder.recreated();
        return;
      }
    }
    throw new Error('the row changes each time it is read');
  }
}
