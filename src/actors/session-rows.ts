/** Keeps a session's rows: what they say now, with a version that rises. Written behind the actors' backs. */
import type { BroadcastState } from '../protocol/broadcast-state.ts';
import type { UnixMs } from '../protocol/times.ts';
import type { ClockPort, SessionRecord } from './ports.ts';
import type { RecordWriter } from './record-writer.ts';
import type { SessionFacts } from './session-ports.ts';

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

export class SessionRows {
  readonly #facts: SessionFacts;
  readonly #writer: RecordWriter;
  readonly #clock: ClockPort;
  readonly #ttlS: number;
  /** Of the connections that have a row: a row written again keeps it. */
  readonly #connectedAt = new Map<string, number>();
  #version: number;

  /** @param version The version the row has now. */
  constructor(parts: { facts: SessionFacts; writer: RecordWriter; clock: ClockPort; ttlS: number; version: number }) {
    this.#facts = parts.facts;
    this.#writer = parts.writer;
    this.#clock = parts.clock;
    this.#ttlS = parts.ttlS;
    this.#version = parts.version;
  }

  write(now: SessionChanging): void {
    this.#version += 1;
    this.#writer.putSession(sessionRecordOf(this.#facts, now, this.#version, this.#clock.unixNow()));
  }

  writeConnection(connectionId: string, role: 'speaker' | 'listener', targetLanguage?: string): void {
    const now = this.#clock.unixNow();
    const connectedAt = this.#connectedAt.get(connectionId) ?? now;
    this.#connectedAt.set(connectionId, connectedAt);
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
    this.#connectedAt.delete(connectionId);
    this.#writer.deleteConnection(connectionId);
  }
}
