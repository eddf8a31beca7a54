/** The two tables in memory, with outages on demand. Conditions are those of the port. */
import type { ConnectionRecord, RecordStorePort, RowSeen, SessionRecord } from '../../../src/actors/ports/records.ts';

export type StoreOperation =
  | 'createSession'
  | 'getSession'
  | 'putSession'
  | 'claimSession'
  | 'putConnection'
  | 'deleteConnection';

export class MemoryStore implements RecordStorePort {
  readonly sessions = new Map<string, SessionRecord>();
  readonly connections = new Map<string, ConnectionRecord>();
  /** Every write that was carried out, in order: its operation, row and, of a session, version. */
  readonly writes: { operation: StoreOperation; row: string; version?: number }[] = [];
  /** Every attempt, also those that failed. */
  attempts = 0;
  /** Which operations fail now. */
  fails: (operation: StoreOperation, row: string) => boolean = () => false;
  #held: (() => void)[] | undefined;

  /** From now on operations wait for `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const goOn of held) goOn();
  }

  async createSession(record: SessionRecord): Promise<boolean> {
    await this.#reach('createSession', record.sessionId);
    if (this.sessions.has(record.sessionId)) return false;
    this.sessions.set(record.sessionId, record);
    this.writes.push({ operation: 'createSession', row: record.sessionId, version: record.version });
    return true;
  }

  async getSession(sessionId: string): Promise<SessionRecord | undefined> {
    await this.#reach('getSession', sessionId);
    return this.sessions.get(sessionId);
  }

  async putSession(record: SessionRecord): Promise<boolean> {
    await this.#reach('putSession', record.sessionId);
    const before = this.sessions.get(record.sessionId);
    if (before === undefined || before.epoch > record.epoch) return false;
    const isAnothers = before.ownerNode !== undefined && before.ownerNode !== record.ownerNode;
    if (before.epoch === record.epoch && (isAnothers || before.version >= record.version)) return false;
    this.sessions.set(record.sessionId, record);
    this.writes.push({ operation: 'putSession', row: record.sessionId, version: record.version });
    return true;
  }

  async claimSession(record: SessionRecord, seen: RowSeen): Promise<boolean> {
    await this.#reach('claimSession', record.sessionId);
    const before = this.sessions.get(record.sessionId);
    if (before?.epoch !== seen.epoch || before.version !== seen.version || before.ownerNode !== seen.ownerNode) {
      return false;
    }
    this.sessions.set(record.sessionId, record);
    this.writes.push({ operation: 'claimSession', row: record.sessionId, version: record.version });
    return true;
  }

  async putConnection(record: ConnectionRecord): Promise<void> {
    await this.#reach('putConnection', record.connectionId);
    this.connections.set(record.connectionId, record);
    this.writes.push({ operation: 'putConnection', row: record.connectionId });
  }

  async deleteConnection(connectionId: string): Promise<void> {
    await this.#reach('deleteConnection', connectionId);
    this.connections.delete(connectionId);
    this.writes.push({ operation: 'deleteConnection', row: connectionId });
  }

  async listConnections(sessionId: string): Promise<ConnectionRecord[]> {
    const ofSession = [...this.connections.values()].filter((connection) => connection.sessionId === sessionId);
    return ofSession.filter(({ role }) => role === 'listener');
  }

  async ping(): Promise<void> {}

  async #reach(operation: StoreOperation, row: string): Promise<void> {
    this.attempts += 1;
    const held = this.#held;
    if (held) await new Promise<void>((goOn) => held.push(goOn));
    if (this.fails(operation, row)) throw new TypeError('the table is away, as the test says');
  }
}
