/** Reads what the client wants from the query and headers of an upgrade. Carries nothing out. */
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { QUALITY_TIERS, type QualityTier } from '../../protocol/languages.ts';
import { isSegmentMode, type SegmentMode } from '../../protocol/segments.ts';
import { isSessionId } from '../../protocol/session-id.ts';
import { readBearer } from '../http/bearer.ts';

export interface UpgradeQuery {
  readonly query: URLSearchParams;
  readonly authorization: string;
  readonly protocols: string;
}

export type Intent =
  /** A socket that says later, in a message, what it wants. */
  | { readonly kind: 'wait' }
  | {
      readonly kind: 'create';
      readonly sourceLanguage: string;
      readonly qualityTier: QualityTier;
      /** Undefined: the server's own setting. */
      readonly segments: SegmentMode | undefined;
    }
  | { readonly kind: 'attach'; readonly sessionId: string; readonly isRefresh: boolean }
  | {
      readonly kind: 'join';
      readonly sessionId: string;
      /** Absent only in a refresh that names the socket it replaces. */
      readonly targetLanguage: string | undefined;
      readonly isRefresh: boolean;
      readonly replaces: string | undefined;
    };

export interface ConnectRequest {
  readonly intent: Intent;
  readonly token: string | undefined;
  /** The subprotocol to select. */
  readonly protocol: string;
  readonly wantsAcknowledgements: boolean;
  readonly wantsTranscripts: boolean;
}

export type ConnectResult =
  | { readonly ok: true; readonly request: ConnectRequest }
  | { readonly ok: false; readonly refusal: Refusal };

/** Never throws. Does not check whether languages are offered or sessions exist. */
export function readConnectRequest(upgrade: UpgradeQuery): ConnectResult {
  const { query } = upgrade;
  const token = findToken(upgrade);
  const intent = parseIntent(query, token.value !== undefined);
  if ('code' in intent) return { ok: false, refusal: intent };
  return {
    ok: true,
    request: {
      intent,
      token: token.value,
      protocol: token.protocol,
      wantsAcknowledgements: query.get('ack') !== 'none',
      wantsTranscripts: query.get('transcripts') === 'on',
    },
  };
}

/** The first place that has a token counts, even if it is empty: an empty token is malformed, not absent. */
function findToken({ query, authorization, protocols }: UpgradeQuery): { value: string | undefined; protocol: string } {
  const offered = protocols.split(',').map((part) => part.trim());
  const isBearer = offered[0]?.toLowerCase() === 'bearer';
  const protocol = isBearer ? 'bearer' : '';
  const header = readBearer(authorization);
  if (header !== undefined) return { value: header, protocol };
  if (isBearer) return { value: offered[1] ?? '', protocol };
  return { value: query.get('token') ?? undefined, protocol };
}

function parseIntent(query: URLSearchParams, hasToken: boolean): Intent | Refusal {
  const action = query.get('action') ?? undefined;
  const targetLanguage = query.get('targetLanguage') ?? undefined;
  const sessionId = query.get('sessionId') ?? undefined;
  if (action !== undefined && !['createSession', 'joinSession', 'refreshConnection'].includes(action)) {
    return refusal('INVALID_ACTION', { action: action.slice(0, 64) });
  }
  if (action === 'createSession') return parseCreate(query);
  if (sessionId === undefined) {
    if (action !== undefined || targetLanguage !== undefined) return missing('sessionId');
    return { kind: 'wait' };
  }
  if (!isSessionId(sessionId)) return refusal('INVALID_SESSION_ID', { parameter: 'sessionId' });
  if (action === 'refreshConnection') return parseRefresh(query, sessionId, targetLanguage);
  if (targetLanguage !== undefined) {
    return { kind: 'join', sessionId, targetLanguage, isRefresh: false, replaces: undefined };
  }
  if (action === 'joinSession' || !hasToken) return missing('targetLanguage');
  return { kind: 'attach', sessionId, isRefresh: false };
}

function parseCreate(query: URLSearchParams): Intent | Refusal {
  const sourceLanguage = query.get('sourceLanguage') ?? undefined;
  if (sourceLanguage === undefined) return missing('sourceLanguage');
  const qualityTier = query.get('qualityTier') ?? 'standard';
  if (!isQualityTier(qualityTier)) return refusal('INVALID_PARAMETER', { parameter: 'qualityTier' });
  const segments = query.get('segments') ?? undefined;
  if (segments !== undefined && !isSegmentMode(segments))
    return refusal('INVALID_PARAMETER', { parameter: 'segments' });
  return { kind: 'create', sourceLanguage, qualityTier, segments };
}

function parseRefresh(query: URLSearchParams, sessionId: string, targetLanguage: string | undefined): Intent | Refusal {
  const role = query.get('role') ?? undefined;
  if (role === undefined) return missing('role');
  if (role === 'speaker') return { kind: 'attach', sessionId, isRefresh: true };
  if (role !== 'listener') return refusal('INVALID_PARAMETER', { parameter: 'role' });
  const replaces = query.get('connectionId') ?? undefined;
  if (targetLanguage === undefined && replaces === undefined) return missing('targetLanguage');
  return { kind: 'join', sessionId, targetLanguage, isRefresh: true, replaces };
}

function isQualityTier(text: string): text is QualityTier {
  return (QUALITY_TIERS as readonly string[]).includes(text);
}

function missing(parameter: string): Refusal {
  return refusal('MISSING_PARAMETER', { parameter }, `The parameter ${parameter} is missing.`);
}
