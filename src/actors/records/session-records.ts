/**
 * Makes the rows of a session, each with a higher version, and hands them to the write-behind. Once another process owns
 * the session, nothing is written.
 */
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { SessionRecord } from '../ports/records.ts';
import type { SessionInfo } from '../session/session-ports.ts';
import { ConnectionRecords } from './connection-records.ts';
import type { RowHolder, WriteBehind } from './write-behind.ts';

export interface SessionChanging {
  readonly isActive: boolean;
  readonly broadcastState: BroadcastState;
  readonly listenerCount: number;
  readonly speakerConnectionId: string | undefined;
}

export function toSessionRecord(
  info: SessionInfo,
  now: SessionChanging,
  { version, ownerNode, atMs }: { readonly version: number; readonly ownerNode: string; readonly atMs: UnixMs },
): SessionRecord {
  const { speakerConnectionId, ...rest } = now;
  return {
    sessionId: info.sessionId,
    speakerUserId: info.userId,
    sourceLanguage: info.sourceLanguage,
    qualityTier: info.qualityTier,
    ...(info.askedSegments === undefined ? {} : { segments: info.askedSegments }),
    createdAt: info.createdAt,
    expiresAt: info.expiresAt,
    epoch: info.epoch,
    ...rest,
    ...(speakerConnectionId === undefined ? {} : { speakerConnectionId }),
    updatedAt: atMs,
    version,
    ownerNode,
  };
}

/** Called when the row shows that another process owns the session. */
export type OnSuperseded = () => void;

export interface SessionRecordsDeps {
  readonly info: SessionInfo;
  readonly writer: WriteBehind;
  readonly clock: ClockPort;
  /** How long a connection's row is kept after its last write, s. */
  readonly ttlS: number;
  /** The row's present version. */
  readonly version: number;
  /** This process, as the row names it. */
  readonly ownerNode: string;
  readonly onSuperseded: OnSuperseded;
}

export class SessionRecords implements RowHolder {
  readonly #deps: Omit<SessionRecordsDeps, 'onSuperseded'>;
  readonly connections: ConnectionRecords;
  #version: number;
  #onSuperseded: OnSuperseded;
  #isSuperseded = false;

  constructor({ onSuperseded, ...deps }: SessionRecordsDeps) {
    this.#deps = deps;
    this.#onSuperseded = onSuperseded;
    this.#version = deps.version;
    const { clock, info, ttlS, writer } = deps;
    this.connections = new ConnectionRecords({ sessionId: info.sessionId, writer, clock, ttlS, holder: this });
  }

  get isSuperseded(): boolean {
    return this.#isSuperseded;
  }

  /**
   * The session is over. Its rows may wait as long as the table cannot be reached, and must not keep the session in memory:
   * this callback replaces the session's own.
   */
  outlive(onSuperseded: OnSuperseded): void {
    this.#onSuperseded = onSuperseded;
  }

  superseded(): void {
    if (this.#isSuperseded) return;
    this.#isSuperseded = true;
    this.#onSuperseded();
  }

  /** The session's row was missing and has been created again: the rows of its connections are missing, too. */
  recreated(): void {
    this.connections.rewrite();
  }

  write(now: SessionChanging): void {
    if (this.#isSuperseded) return;
    const { clock, info, ownerNode, writer } = this.#deps;
    this.#version += 1;
    const record = toSessionRecord(info, now, { version: this.#version, ownerNode, atMs: clock.unixNow() });
    writer.putSession(record, this);
  }
}
