/**
 * Writes the rows of sessions and connections in the background: no control message ever waits for a table. When the table
 * refuses a write, the row is read: it may be missing, or another process may own the session.
 */
import type { ConnectionRecord, RecordStorePort, SessionRecord } from '../ports/records.ts';
import { meaningOfRefusal } from './refused-write.ts';
import { RowQueue, type RowQueueDeps } from './row-queue.ts';

/** The owner of the rows. It is told when its session's row was lost or superseded. */
export interface RowHolder {
  /** Another process owns the session: waiting rows are not written. */
  readonly isSuperseded: boolean;
  /** The session's row was missing and has been created again. */
  recreated(): void;
  /** The row shows that another process owns the session. */
  superseded(): void;
}

export interface WriteBehindDeps extends RowQueueDeps {
  readonly store: RecordStorePort;
}

/** How often a refused write is examined before it is queued again: the row may change while it is read. */
const MAX_INQUIRIES = 3;

/** For rows without a holder. */
const UNHEARD: RowHolder = { isSuperseded: false, recreated() {}, superseded() {} };

export class WriteBehind {
  readonly #deps: WriteBehindDeps;
  readonly #rows: RowQueue;

  constructor(deps: WriteBehindDeps) {
    this.#deps = deps;
    this.#rows = new RowQueue(deps);
  }

  /** Rows not written yet. Over 0 for a long time means that the table cannot be reached; readyz reports it. */
  get pending(): number {
    return this.#rows.pending;
  }

  /** True from a failed round until a write succeeds. */
  get isBehind(): boolean {
    return this.#rows.isBehind;
  }

  /** The end of a session is written at once: the session must not come back after a crash. */
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

  /** Resolves once no row waits, later ones included; until then no row is throttled. Never rejects: the caller sets a deadline. */
  flushed(): Promise<void> {
    return this.#rows.flushed();
  }

  /** Call it when the table can be reached again: waiting rows are written now. */
  tableReturned(): void {
    this.#rows.goOn();
  }

  /** Drops all waiting rows; for the end of the process. */
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
