/** Sessions over HTTP: anybody may read one; a user with a token may create one, and end it. */
import type { SessionRecord } from '../../actors/ports/records.ts';
import type { Session } from '../../actors/session/session.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import type { SessionResource } from '../../protocol/http-messages.ts';
import { checkParameters } from '../../protocol/parameters.ts';
import { isSessionId } from '../../protocol/session-id.ts';
import type { Admission } from '../sockets/admission.ts';
import type { ClientAddress } from './client-address.ts';
import { parseJsonObject } from './json-body.ts';
import type { RouteAnswer, RouteGroup, RouteRequest, UserRequest } from './route.ts';
import type { SessionLookups } from './session-lookups.ts';

export interface SessionRoutesDeps {
  readonly admission: Pick<Admission, 'create'>;
  readonly lookups: Pick<SessionLookups, 'toOwn' | 'toRead'>;
  readonly addresses: Pick<ClientAddress, 'callerOf'>;
}

export function sessionRoutes({ admission, lookups, addresses }: SessionRoutesDeps): RouteGroup {
  const create = async ({ request, userId }: UserRequest): Promise<RouteAnswer> => {
    const body = parseJsonObject(request.body);
    if (!body.ok) return body.refusal;
    const checked = checkParameters('createSession', body.value);
    if (!checked.ok) return checked.refusal;
    const {
      sourceLanguage,
      qualityTier = 'standard',
      segments,
    } = checked.value as Extract<typeof checked.value, { action: 'createSession' }>;
    const created = await admission.create({ sourceLanguage, qualityTier, segments }, userId);
    if (!created.ok) return created.refusal;
    if (created.session === undefined) return refusal('INTERNAL_ERROR');
    return { status: 201, body: toResource(created.session, { status: 'active', forOwner: true }) };
  };

  const read = async ({ request, params }: RouteRequest): Promise<RouteAnswer> => {
    const { sessionId = '' } = params;
    const seen = await lookups.toRead(sessionId, addresses.callerOf(request).address);
    if (!seen.ok) return seen.refusal;
    const body = seen.session
      ? toResource(seen.session, { status: 'active', forOwner: false })
      : toResourceOfRecord(seen.record);
    return { status: 200, body };
  };

  /** @returns the session's last state, or why this user cannot end it. */
  const end = async ({ request, params, userId }: UserRequest): Promise<SessionResource | Refusal> => {
    const { sessionId = '' } = params;
    const { address } = addresses.callerOf(request);
    const found = await lookups.toOwn(sessionId, { address, userId });
    if (!found.ok) return found.refusal;
    const { session } = found;
    if (session.info.userId !== userId) return refusal('FORBIDDEN');
    const resource = toResource(session, { status: 'ended', forOwner: true });
    void session.end('ended');
    return resource;
  };

  const patch = async (asked: UserRequest): Promise<RouteAnswer> => {
    const problem = checkPatch(asked.request.body);
    if (problem) return problem;
    const ended = await end(asked);
    return 'code' in ended ? ended : { status: 200, body: ended };
  };

  const remove = async (asked: UserRequest): Promise<RouteAnswer> => {
    const ended = await end(asked);
    return 'code' in ended ? ended : { status: 204 };
  };

  const one = { pattern: '/sessions/:sessionId', check: checkSessionId };
  return {
    routes: [
      { method: 'POST', pattern: '/sessions', needsToken: true, handle: create },
      { ...one, method: 'GET', handle: read },
      { ...one, method: 'PATCH', needsToken: true, handle: patch },
      { ...one, method: 'DELETE', needsToken: true, handle: remove },
    ],
  };
}

function checkSessionId({ sessionId = '' }: RouteRequest['params']): Refusal | undefined {
  return isSessionId(sessionId) ? undefined : refusal('INVALID_SESSION_ID', { parameter: 'sessionId' });
}

/** Ending the session is the only possible change. */
function checkPatch(bytes: Uint8Array): Refusal | undefined {
  const body = parseJsonObject(bytes);
  if (!body.ok) return body.refusal;
  const { status } = body.value;
  if (status === undefined) return refusal('MISSING_PARAMETER', { parameter: 'status' });
  return status === 'ended' ? undefined : refusal('INVALID_PARAMETER', { parameter: 'status' });
}

function toResource(
  session: Session,
  { status, forOwner }: { status: SessionResource['status']; forOwner: boolean },
): SessionResource {
  const { sessionId, userId, sourceLanguage, qualityTier, createdAt, expiresAt } = session.info;
  return {
    sessionId,
    ...(forOwner ? { speakerId: userId } : {}),
    sourceLanguage,
    qualityTier,
    status,
    listenerCount: session.audience.count,
    createdAt,
    updatedAt: session.state.updatedAt,
    expiresAt,
  };
}

/** A session that is not live here: its server has stopped, and it waits for a client to resume it. */
function toResourceOfRecord(record: SessionRecord): SessionResource {
  const { sessionId, sourceLanguage, qualityTier, listenerCount, createdAt, updatedAt, expiresAt } = record;
  return { sessionId, sourceLanguage, qualityTier, status: 'active', listenerCount, createdAt, updatedAt, expiresAt };
}
