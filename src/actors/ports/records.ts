/** What is kept of sessions and connections, and the store that keeps it. The DynamoDB adapter implements it. */
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import type { QualityTier } from '../../protocol/languages.ts';
import type { UnixMs } from '../../protocol/times.ts';

export interface SessionRecord {
  readonly sessionId: string;
  readonly isActive: boolean;
  readonly speakerUserId: string;
  readonly speakerConnectionId?: string;
  readonly sourceLanguage: string;
  readonly qualityTier: QualityTier;
  readonly createdAt: UnixMs;
  readonly updatedAt: UnixMs;
  readonly listenerCount: number;
  readonly broadcastState: BroadcastState;
  /** Unix seconds (the table's TTL). */
  readonly expiresAt: number;
  /** How many times the session was rebuilt after a crash; its clock starts at 0 in each. */
  readonly epoch: number;
  /** Rises with every write; an older one never overwrites a newer one. */
  readonly version: number;
}

export interface ConnectionRecord {
  readonly connectionId: string;
  readonly sessionId: string;
  readonly role: 'speaker' | 'listener';
  readonly targetLanguage?: string;
  readonly connectedAt: UnixMs;
  readonly lastActivityTime: UnixMs;
  /** Unix seconds (the table's TTL). */
  readonly ttl: number;
}

export interface RecordStorePort {
  /** Resolves false when the id is taken. Rejects when the table cannot be reached: then this very record may be offered again. */
  createSession(record: SessionRecord): Promise<boolean>;
  getSession(sessionId: string): Promise<SessionRecord | undefined>;
  /** Conditional on the row existing with a lower version; false when refused. */
  putSession(record: SessionRecord): Promise<boolean>;
  putConnection(record: ConnectionRecord): Promise<void>;
  deleteConnection(connectionId: string): Promise<void>;
  /** Listeners of a session, through the index, paging followed. */
  listConnections(sessionId: string): Promise<ConnectionRecord[]>;
  /** Rejects when the tables cannot be reached. */
  ping(): Promise<void>;
}
