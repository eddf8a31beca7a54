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
  /** Rises with every process that takes the session over; a lower one never overwrites a higher one. */
  readonly epoch: number;
  /** Rises with every write of one owner; an older one never overwrites a newer one. */
  readonly version: number;
  /** The process that has the session in this epoch; rows of versions before this one are without. */
  readonly ownerNode?: string;
}

/** A row as a claim has seen it: it must still have this epoch, version and owner when the claim is carried out. */
export type RowSeen = SessionRecord;

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
  /**
   * Conditional on the row existing, of a lower epoch, or of the same epoch and owner with a lower version. False when
   * refused.
   */
  putSession(record: SessionRecord): Promise<boolean>;
  /** Takes the session over, on condition that its row is still as it was seen. False: somebody was quicker. */
  claimSession(record: SessionRecord, seen: RowSeen): Promise<boolean>;
  putConnection(record: ConnectionRecord): Promise<void>;
  deleteConnection(connectionId: string): Promise<void>;
  /** Listeners of a session, through the index, paging followed. */
  listConnections(sessionId: string): Promise<ConnectionRecord[]>;
  /** Rejects when the tables cannot be reached. */
  ping(): Promise<void>;
}
