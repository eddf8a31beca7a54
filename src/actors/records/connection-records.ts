/** The rows of a session's connections whose sockets are on this node. */
import type { ClockPort } from '../ports/clock.ts';
import type { RowHolder, WriteBehind } from './write-behind.ts';

interface ConnectionHeld {
  readonly role: 'speaker' | 'listener';
  readonly targetLanguage: string | undefined;
  readonly connectedAt: number;
}

export interface ConnectionRecordsDeps {
  readonly sessionId: string;
  readonly writer: Pick<WriteBehind, 'putConnection' | 'deleteConnection'>;
  readonly clock: Pick<ClockPort, 'unixNow'>;
  /** How long a connection's row is kept after its last write, s. */
  readonly ttlS: number;
  readonly holder: RowHolder;
}

export class ConnectionRecords {
  readonly #deps: ConnectionRecordsDeps;
  /** The connections that have a row, so that lost rows can be written again. */
  readonly #held = new Map<string, ConnectionHeld>();

  constructor(deps: ConnectionRecordsDeps) {
    this.#deps = deps;
  }

  /** Writes every row again: the table may have lost them. */
  rewrite(): void {
    for (const [connectionId, { role, targetLanguage }] of [...this.#held]) {
      this.#write(connectionId, role, targetLanguage);
    }
  }

  writeSpeaker(connectionId: string): void {
    this.#write(connectionId, 'speaker', undefined);
  }

  writeListener(connectionId: string, targetLanguage: string): void {
    this.#write(connectionId, 'listener', targetLanguage);
  }

  deleteConnection(connectionId: string): void {
    const { holder, writer } = this.#deps;
    if (holder.isSuperseded) return;
    this.#held.delete(connectionId);
    writer.deleteConnection(connectionId, holder);
  }

  #write(connectionId: string, role: ConnectionHeld['role'], targetLanguage: string | undefined): void {
    const { clock, holder, sessionId, ttlS, writer } = this.#deps;
    if (holder.isSuperseded) return;
    const now = clock.unixNow();
    const connectedAt = this.#held.get(connectionId)?.connectedAt ?? now;
    this.#held.set(connectionId, { role, targetLanguage, connectedAt });
    const record = {
      connectionId,
      sessionId,
      role,
      connectedAt,
      lastActivityTime: now,
      ttl: Math.floor(now / 1000) + ttlS,
      ...(targetLanguage === undefined ? {} : { targetLanguage }),
    };
    writer.putConnection(record, holder);
  }
}
