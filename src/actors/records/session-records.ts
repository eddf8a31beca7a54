/**
 * Keeps a session's rows: what they say now, with a version that rises. They are written later, by the write-behind.
 * Once another process owns the session, nothing of it is written any more.
 */
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { SessionRecord } from '../ports/records.ts';
import type { SessionFacts } from '../session/session-ports.ts';
import type { RowHolder, WriteBehind } from './write-behind.ts';

export interface SessionChanging {
  readonly isActive: boolean;
  readonly broadcastState: BroadcastState;
  readonly listenerCount: number;
  readonly speakerConnectionId: string | undefined;
}

export function sessionRecordOf(
  facts: SessionFacts,
  now: SessionChanging,
  { version, ownerNode, atMs }: { readonly version: number; readonly ownerNode: string; readonly atMs: UnixMs },
): SessionRecord {
  const { speakerConnectionId, ...rest } = now;
  return {
    sessionId: facts.sessionId,
    speakerUserId: facts.userId,
    sourceLanguage: facts.sourceLanguage,
    qualityTier: facts.qualityTier,
    createdAt: facts.createdAt,
    expiresAt: facts.expiresAt,
    epoch: facts.epoch,
    ...rest,
    ...(speakerConnectionId === undefined ? {} : { speakerConnectionId }),
    updatedAt: atMs,
    version,
    ownerNode,
  };
}

interface ConnectionHeld {
  readonly role: 'speaker' | 'listener';
  readonly targetLanguage: string | undefined;
  readonly connectedAt: number;
}

export interface SessionRecordsDeps {
  readonly facts: SessionFacts;
  readonly writer: WriteBehind;
  readonly clock: ClockPort;
  /** How long a connection's row outlives its writing, s. */
  readonly ttlS: number;
  /** The version the row has now. */
  readonly version: number;
  /** This process, as the row names it. */
  readonly ownerNode: string;
  /** The row says that another process owns the session now. */
  readonly onSuperseded: () => void;
}

export class SessionRecords implements RowHolder {
  readonly #deps: SessionRecordsDeps;
  /** The connections that have a row: one that is gone is written again, as it was. */
  readonly #connections = new Map<string, ConnectionHeld>();
  #version: number;
  #isSuperseded = false;

  constructor(deps: SessionRecordsDeps) {
    this.#deps = deps;
    this.#version = deps.version;
  }

  get isSuperseded(): boolean {
    return this.#isSuperseded;
  }

  superseded(): void {
    if (this.#isSuperseded) return;
    this.#isSuperseded = true;
    this.#deps.onSuperseded();
  }

  /** The session's row was gone, and has been written as a new one: the rows of its connections are gone too. */
  recreated(): void {
    this.rewriteConnections();
  }

  write(now: SessionChanging): void {
    if (this.#isSuperseded) return;
    const { clock, facts, ownerNode, writer } = this.#deps;
    this.#version += 1;
    const record = sessionRecordOf(facts, now, { version: this.#version, ownerNode, atMs: clock.unixNow() });
    writer.putSession(record, this);
  }

  /** Every connection's row once more: the table may have come back without them. */
  rewriteConnections(): void {
    for (const [connectionId, { role, targetLanguage }] of [...this.#connections]) {
      this.writeConnection(connectionId, role, targetLanguage);
    }
  }

  writeConnection(connectionId: string, role: 'speaker' | 'listener', targetLanguage?: string): void {
    if (this.#isSuperseded) return;
    const { clock, facts, ttlS, writer } = this.#deps;
    const now = clock.unixNow();
    const connectedAt = this.#connections.get(connectionId)?.connectedAt ?? now;
    this.#connections.set(connectionId, { role, targetLanguage, connectedAt });
    const record = {
      connectionId,
      sessionId: facts.sessionId,
      role,
      connectedAt,
      lastActivityTime: now,
      ttl: Math.floor(now / 1000) + ttlS,
      ...(targetLanguage === undefined ? {} : { targetLanguage }),
    };
    writer.putConnection(record, this);
  }

  deleteConnection(connectionId: string): void {
    if (this.#isSuperseded) return;
    this.#connections.delete(connectionId);
    this.#deps.writer.deleteConnection(connectionId, this);
  }
}
