/** Converts table rows to records and back. Reads the old system's rows too, which lack some attributes. */
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import type { ConnectionRecord, SessionRecord } from '../../actors/ports/records.ts';
import { BroadcastState, untouched } from '../../protocol/broadcast-state.ts';
import { QUALITY_TIERS } from '../../protocol/languages.ts';
import { isSegmentMode } from '../../protocol/segments.ts';

/** A row as the document client reads and writes it; `undefined` stands for an attribute to remove. */
export type Item = Record<string, unknown>;

/** A row without a required attribute. Not retryable: the row stays malformed until somebody repairs it. */
export class MalformedRowError extends Error {
  override readonly name = 'MalformedRowError';
}

const SESSION_ROW = Compile(
  Type.Object({
    sessionId: Type.String(),
    isActive: Type.Boolean(),
    speakerUserId: Type.String(),
    speakerConnectionId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    sourceLanguage: Type.String(),
    qualityTier: Type.Optional(Type.Union(QUALITY_TIERS.map((tier) => Type.Literal(tier)))),
    segments: Type.Optional(Type.Unknown()),
    createdAt: Type.Number(),
    updatedAt: Type.Optional(Type.Number()),
    listenerCount: Type.Optional(Type.Number()),
    broadcastState: Type.Optional(BroadcastState),
    expiresAt: Type.Number(),
    epoch: Type.Optional(Type.Number()),
    version: Type.Optional(Type.Number()),
    ownerNode: Type.Optional(Type.String()),
  }),
);

const CONNECTION_ROW = Compile(
  Type.Object({
    connectionId: Type.String(),
    sessionId: Type.String(),
    role: Type.Union([Type.Literal('speaker'), Type.Literal('listener')]),
    targetLanguage: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    connectedAt: Type.Number(),
    lastActivityTime: Type.Optional(Type.Number()),
    ttl: Type.Optional(Type.Number()),
  }),
);

/** DynamoDB refuses numbers nearer to 0 than this, and the whole row with them (DynamoDB: data types, number). */
const SMALLEST_NUMBER = 1e-130;

export function sessionItem(record: SessionRecord): Item {
  // An absent optional member must be removed from the row, so it is passed as undefined.
  const { broadcastState, speakerConnectionId } = record;
  const volume = broadcastState.volume < SMALLEST_NUMBER ? 0 : broadcastState.volume;
  return { ...record, speakerConnectionId, broadcastState: { ...broadcastState, volume } };
}

/** Throws MalformedRowError. A row without controls gets their initial state: playing, not muted, full volume. */
export function sessionRecord(item: Item): SessionRecord {
  if (!SESSION_ROW.Check(item)) throw malformed('session', SESSION_ROW.Errors(item)[1]);
  return {
    sessionId: item.sessionId,
    isActive: item.isActive,
    speakerUserId: item.speakerUserId,
    ...(item.speakerConnectionId == null ? {} : { speakerConnectionId: item.speakerConnectionId }),
    sourceLanguage: item.sourceLanguage,
    qualityTier: item.qualityTier ?? 'standard',
    // A mode of a newer version must not lose the session.
    ...(isSegmentMode(item.segments) ? { segments: item.segments } : {}),
    createdAt: item.createdAt,
    updatedAt: item.updatedAt ?? item.createdAt,
    listenerCount: item.listenerCount ?? 0,
    broadcastState: item.broadcastState ?? {
      ...untouched(Math.floor(item.createdAt / 1_000)),
      isActive: item.isActive,
    },
    expiresAt: item.expiresAt,
    epoch: item.epoch ?? 0,
    version: item.version ?? 0,
    ...(item.ownerNode === undefined ? {} : { ownerNode: item.ownerNode }),
  };
}

export function connectionItem(record: ConnectionRecord): Item {
  return { ...record, targetLanguage: record.targetLanguage };
}

/** Throws MalformedRowError. */
export function connectionRecord(item: Item): ConnectionRecord {
  if (!CONNECTION_ROW.Check(item)) throw malformed('connection', CONNECTION_ROW.Errors(item)[1]);
  return {
    connectionId: item.connectionId,
    sessionId: item.sessionId,
    role: item.role,
    ...(item.targetLanguage == null ? {} : { targetLanguage: item.targetLanguage }),
    connectedAt: item.connectedAt,
    lastActivityTime: item.lastActivityTime ?? item.connectedAt,
    // A row without a TTL never expires.
    ttl: item.ttl ?? Number.MAX_SAFE_INTEGER,
  };
}

function malformed(row: string, errors: readonly { instancePath: string; message: string }[]): MalformedRowError {
  const [first] = errors;
  return new MalformedRowError(`a ${row} row is malformed: ${first?.instancePath || 'row'} ${first?.message}`);
}
