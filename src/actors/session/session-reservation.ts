/** Reserves an unused id for a new session, by a conditional write of its first row. */
import { untouched } from '../../protocol/broadcast-state.ts';
import type { QualityTier } from '../../protocol/languages.ts';
import type { SegmentMode } from '../../protocol/segments.ts';
import { wireSeconds } from '../../protocol/server-messages.ts';
import type { RecordStorePort } from '../ports/records.ts';
import { toSessionRecord } from '../records/session-records.ts';
import { type SessionInfo, type SessionPorts, segmentsOf } from './session-ports.ts';

export interface CreateRequest {
  readonly userId: string;
  readonly sourceLanguage: string;
  readonly qualityTier: QualityTier;
  /** Undefined: the settings' mode. */
  readonly segments?: SegmentMode | undefined;
}

export interface ReservationDeps extends Pick<SessionPorts, 'clock' | 'identifiers' | 'node' | 'settings'> {
  readonly store: RecordStorePort;
  /** Whether this server has a session with this id. */
  readonly isTaken: (sessionId: string) => boolean;
}

/** The version of a session's first row. */
export const FIRST_VERSION = 1;
/** How many ids are drawn. If all of them are taken, the table is at fault. */
const MAX_DRAWS = 8;

/** Rejects when the table cannot be reached, or every id drawn was taken. */
export async function reserveSession(request: CreateRequest, deps: ReservationDeps): Promise<SessionInfo> {
  const { userId, sourceLanguage, qualityTier, segments } = request;
  const { clock, identifiers, isTaken, node, settings, store } = deps;
  for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
    const createdAt = clock.unixNow();
    const expiresAt = wireSeconds(createdAt + settings.session.lifeMs);
    const info: SessionInfo = {
      sessionId: identifiers.sessionId(),
      userId,
      sourceLanguage,
      qualityTier,
      createdAt,
      expiresAt,
      epoch: 0,
      ...segmentsOf(segments, settings),
    };
    const broadcastState = untouched(wireSeconds(createdAt));
    const first = { isActive: true, broadcastState, listenerCount: 0, speakerConnectionId: undefined };
    const record = toSessionRecord(info, first, { version: FIRST_VERSION, ownerNode: node, atMs: createdAt });
    if (!isTaken(info.sessionId) && (await store.createSession(record))) return info;
  }
  throw new Error(`no free session id in ${MAX_DRAWS} draws`);
}
