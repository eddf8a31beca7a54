/** The stored records of sessions and connections, and their store. The DynamoDB adapter implements it. */
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import type { QualityTier } from '../../protocol/languages.ts';
import type { SegmentMode } from '../../protocol/segments.ts';
import type { UnixMs } from '../../protocol/times.ts';

export interface SessionRecord {
  readonly sessionId: string;
  readonly isActive: boolean;
  readonly speakerUserId: string;
  readonly speakerConnectionId?: string;
  readonly sourceLanguage: string;
  readonly qualityTier: QualityTier;
  /** The mode that its creator asked for. Absent: none, so that the settings of the owner decide. */
  readonly segments?: SegmentMode;
  readonly createdAt: UnixMs;
  readonly updatedAt: UnixMs;
  readonly listenerCount: number;
  readonly broadcastState: BroadcastState;
  /** Unix seconds (the table's TTL). */
  readonly expiresAt: number;
  /** Rises with every process that takes the session over; a lower epoch never overwrites a higher one. */
  readonly epoch: number;
  /** Rises with every write of one owner; an older one never overwrites a newer one. */
  readonly version: number;
  /** The process that owns the session in this epoch. Absent in rows of older server versions. */
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
  /**
   * Resolves false when the id is taken. Rejects when the table cannot be reached: the same record may then be tried again.
   */
  createSession(record: SessionRecord): Promise<boolean>;
  getSession(sessionId: string): Promise<SessionRecord | undefined>;
  /**
   * Writes only over an existing row with a lower epoch, or with the same epoch and owner and a lower version. False when
   * refused.
   */
  putSession(record: SessionRecord): Promise<boolean>;
  /** Takes the session over if its row is unchanged since it was read. False when another process was faster. */
  claimSession(record: SessionRecord, seen: RowSeen): Promise<boolean>;
  putConnection(record: ConnectionRecord): Promise<void>;
  deleteConnection(connectionId: string): Promise<void>;
  /** All listeners of a session, through the index, over all pages. */
  listConnections(sessionId: string): Promise<ConnectionRecord[]>;
  /** Rejects when the tables cannot be reached. */
  ping(): Promise<void>;
}
