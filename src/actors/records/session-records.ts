/** Keeps a session's rows: what they say now, with a version that rises. Written behind the actors' backs. */
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { SessionRecord } from '../ports/records.ts';
import type { SessionFacts } from '../session/session-ports.ts';
import type { WriteBehind } from './write-behind.ts';

export interface SessionChanging {
  readonly isActive: boolean;
  readonly broadcastState: BroadcastState;
  readonly listenerCount: number;
  readonly speakerConnectionId: string | undefined;
}

export function sessionRecordOf(
  facts: SessionFacts,
  now: SessionChanging,
  version: number,
  atMs: UnixMs,
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
  };
}

interface ConnectionHeld {
  readonly role: 'speaker' | 'listener';
  readonly targetLanguage: string | undefined;
  readonly connectedAt: number;
}

export class SessionRecords {
  readonly #facts: SessionFacts;
  readonly #writer: WriteBehind;
  readonly #clock: ClockPort;
  readonly #ttlS: number;
  /** The connections that have a row: one that is gone is written again, as it was. */
  readonly #connections = new Map<string, ConnectionHeld>();
  #version: number;

  /** @param version The version the row has now. */
  constructor(parts: { facts: SessionFacts; writer: WriteBehind; clock: ClockPort; ttlS: number; version: number }) {
    this.#facts = parts.facts;
    this.#writer = parts.writer;
    this.#clock = parts.clock;
    this.#ttlS = parts.ttlS;
    this.#version = parts.version;
  }

  write(now: SessionChanging): void {
    this.#version += 1;
    const record = sessionRecordOf(this.#facts, now, this.#version, this.#clock.unixNow());
    this.#writer.putSession(record, () => this.rewriteConnections());
  }

  /** Every connection's row once more: the table may have come back without them. */
  rewriteConnections(): void {
    for (const [connectionId, { role, targetLanguage }] of [...this.#connections]) {
      this.writeConnection(connectionId, role, targetLanguage);
    }
  }

  writeConnection(connectionId: string, role: 'speaker' | 'listener', targetLanguage?: string): void {
    const now = this.#clock.unixNow();
    const connectedAt = this.#connections.get(connectionId)?.connectedAt ?? now;
    this.#connections.set(connectionId, { role, targetLanguage, connectedAt });
    this.#writer.putConnection({
      connectionId,
      sessionId: this.#facts.sessionId,
      role,
      connectedAt,
      lastActivityTime: now,
      ttl: Math.floor(now / 1000) + this.#ttlS,
      ...(targetLanguage === undefined ? {} : { targetLanguage }),
    });
  }

  deleteConnection(connectionId: string): void {
    this.#connections.delete(connectionId);
    this.#writer.deleteConnection(connectionId);
  }
}
