/** Everything over HTTP: sessions, health, readiness, tokens for development, and delivery to listeners. */
import { randomUUID } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { failureFacts } from '../../actors/introspection/failure-facts.ts';
import type { SessionRecord } from '../../actors/ports/records.ts';
import type { Session } from '../../actors/session/session.ts';
import { errorBody, type Refusal, refusal, statusOf } from '../../protocol/errors.ts';
import { DevTokenRequest, type SessionResource } from '../../protocol/http-messages.ts';
import { checkParameters } from '../../protocol/parameters.ts';
import { isSessionId } from '../../protocol/session-id.ts';
import type { AppContext } from '../boot/app-context.ts';
import type { Admission } from '../sockets/admission.ts';
import { bearerOf } from './bearer.ts';
import { DeliveryRoute } from './delivery-route.ts';
import { type HttpAnswer, type HttpRequestFacts, retryAfterOf } from './http-types.ts';
import { type InsideViewParts, InsideViewRoute } from './introspection-route.ts';
import { decodedSegment } from './path-segment.ts';
import type { SessionLookups } from './session-lookups.ts';
import { tokenRefusal } from './token-refusal.ts';
import { WebPages } from './web-pages.ts';

const DEV_TOKEN = Compile(DevTokenRequest);
const SESSION_METHODS = ['GET', 'PATCH', 'DELETE'];
const READING = 'GET, HEAD';

/** What is known of the server as a whole. */
export interface ServerSights extends Pick<InsideViewParts, 'inside' | 'metrics'> {
  /** Empty when the server is ready. */
  reasons(): readonly string[];
}

export class HttpRoutes {
  readonly #parts: AppContext;
  readonly #admission: Admission;
  readonly #lookups: SessionLookups;
  readonly #delivery: DeliveryRoute;
  readonly #inside: InsideViewRoute;
  readonly #sights: ServerSights;
  readonly #pages = new WebPages();

  constructor(parts: AppContext, admission: Admission, lookups: SessionLookups, sights: ServerSights) {
    this.#parts = parts;
    this.#sights = sights;
    this.#inside = new InsideViewRoute({ ...parts, ...sights });
    this.#admission = admission;
    this.#lookups = lookups;
    this.#delivery = new DeliveryRoute(parts);
  }

  async handle(request: HttpRequestFacts): Promise<HttpAnswer> {
    const { path, method } = request;
    const delivery = this.#delivery.match(path);
    if (delivery !== undefined) return this.#delivery.handle(request, delivery);
    if (request.body.byteLength > this.#parts.config.sizes.bodyBytes)
      return this.tooLarge(path, request.body.byteLength);
    if (path === '/sessions') return method === 'POST' ? this.#createSession(request) : this.#notAllowed('POST');
    const session = /^\/sessions\/([^/]+)$/.exec(path)?.[1];
    if (session !== undefined) {
      return SESSION_METHODS.includes(method)
        ? this.#oneSession(request, decodedSegment(session))
        : this.#notAllowed(`${READING}, PATCH, DELETE`);
    }
    const isReading = method === 'GET';
    if (path === '/health' || path === '/healthz') {
      if (!isReading) return this.#notAllowed(READING);
      const { mode, targetLanguages } = this.#parts.config;
      const head = {
        status: 'healthy',
        mode,
        sourceLanguages: this.#parts.sourceLanguages(),
        targetLanguages,
        asr: this.#parts.asr(),
        inside: this.#inside.isOpenTo(request),
      };
      // Liveness waits for nobody.
      const targets = path === '/health' ? { targets: await this.#parts.targetOffers() } : {};
      return { status: 200, body: { ...head, ...targets } };
    }
    if (path === '/readyz') return isReading ? this.#ready() : this.#notAllowed(READING);
    if (path === '/dev/tokens' && this.#parts.issueDevToken) {
      return method === 'POST' ? this.#devToken(request, this.#parts.issueDevToken) : this.#notAllowed('POST');
    }
    const seen = isReading ? this.#inside.answer(request) : undefined;
    if (seen !== undefined) return 'code' in seen ? this.refuse(seen) : seen;
    return this.#pages.answer(request) ?? this.refuse(refusal('NOT_FOUND'));
  }

  refuse(failure: Refusal, headers?: Record<string, string>): HttpAnswer {
    const correlationId = randomUUID();
    this.#parts.log.info('handle_request', 'request refused', { code: failure.code, errorId: correlationId });
    const body = errorBody(failure, correlationId, this.#parts.clock.unixNow());
    return { status: statusOf(failure.code), body, headers: { ...retryAfterOf(failure), ...headers } };
  }

  tooLarge(path: string, size: number): HttpAnswer {
    if (this.#delivery.match(path) !== undefined) return this.#delivery.tooLarge();
    const limit = this.#parts.config.sizes.bodyBytes;
    return this.refuse(refusal('PAYLOAD_TOO_LARGE', { kind: 'body', limit, size }));
  }

  failed(error: unknown): HttpAnswer {
    const errorId = randomUUID();
    const code = 'INTERNAL_ERROR';
    this.#parts.log.error('handle_request', 'request failed', { code, errorId, ...failureFacts(error) });
    return { status: statusOf(code), body: errorBody(refusal(code), errorId, this.#parts.clock.unixNow()) };
  }

  #ready(): HttpAnswer {
    const reasons = this.#sights.reasons();
    return reasons.length === 0
      ? { status: 200, body: { status: 'ready' } }
      : { status: 503, body: { status: 'unready', reasons } };
  }

  async #createSession(request: HttpRequestFacts): Promise<HttpAnswer> {
    const user = await this.#user(request);
    if ('code' in user) return this.refuse(user);
    const body = jsonObjectOf(request.body);
    if (body === undefined) return this.refuse(refusal('INVALID_MESSAGE', {}, 'The body is not a JSON object.'));
    const checked = checkParameters('createSession', body);
    if (!checked.ok) return this.refuse(checked.refusal);
    const message = checked.value as Extract<typeof checked.value, { action: 'createSession' }>;
    const wish = { sourceLanguage: message.sourceLanguage, qualityTier: message.qualityTier ?? 'standard' };
    const created = await this.#admission.create(wish, user.userId);
    if (!created.ok) return this.refuse(created.refusal);
    if (created.session === undefined) return this.refuse(refusal('INTERNAL_ERROR'));
    return { status: 201, body: resourceOf(created.session, 'active', true) };
  }

  async #oneSession(request: HttpRequestFacts, sessionId: string): Promise<HttpAnswer> {
    if (!isSessionId(sessionId)) return this.refuse(refusal('INVALID_SESSION_ID', { parameter: 'sessionId' }));
    if (request.method === 'GET') {
      return this.#lookUp(request, sessionId);
    }
    const user = await this.#user(request);
    if ('code' in user) return this.refuse(user);
    if (request.method === 'PATCH') {
      const problem = problemOfPatch(jsonObjectOf(request.body));
      if (problem) return this.refuse(problem);
    }
    const asker = { address: this.#addressOf(request), userId: user.userId };
    const found = await this.#lookups.toOwn(sessionId, asker);
    if (!found.ok) return this.refuse(found.refusal);
    const { session } = found;
    if (session.facts.userId !== user.userId) return this.refuse(refusal('FORBIDDEN'));
    const resource = resourceOf(session, 'ended', true);
    session.end('ended');
    return request.method === 'PATCH' ? { status: 200, body: resource } : { status: 204 };
  }

  async #lookUp(request: HttpRequestFacts, sessionId: string): Promise<HttpAnswer> {
    const seen = await this.#lookups.toRead(sessionId, this.#addressOf(request));
    if (!seen.ok) return this.refuse(seen.refusal);
    const body = seen.session ? resourceOf(seen.session, 'active', false) : resourceOfRecord(seen.record);
    return { status: 200, body };
  }

  #addressOf(request: HttpRequestFacts): string {
    return this.#parts.addresses.callerOf(request).address;
  }

  async #devToken(request: HttpRequestFacts, issue: NonNullable<AppContext['issueDevToken']>): Promise<HttpAnswer> {
    const body = jsonObjectOf(request.body);
    if (body === undefined) return this.refuse(refusal('INVALID_MESSAGE', {}, 'The body is not a JSON object.'));
    if (body.userId === undefined) return this.refuse(refusal('MISSING_PARAMETER', { parameter: 'userId' }));
    if (!DEV_TOKEN.Check(body)) {
      const parameter = DEV_TOKEN.Errors(body)[0]?.instancePath.slice(1) || 'userId';
      return this.refuse(refusal('INVALID_PARAMETER', { parameter }));
    }
    return { status: 200, body: { token: await issue(body as DevTokenRequest) } };
  }

  async #user(request: HttpRequestFacts): Promise<{ userId: string } | Refusal> {
    const token = bearerOf(request.header('authorization'));
    if (token === undefined) return refusal('INVALID_TOKEN', { reason: 'missing' });
    const verdict = await this.#parts.tokens.verify(token);
    return verdict.ok ? { userId: verdict.userId } : tokenRefusal(verdict);
  }

  #notAllowed(allow: string): HttpAnswer {
    return this.refuse(refusal('METHOD_NOT_ALLOWED', { allow }), { allow });
  }
}

function resourceOf(session: Session, status: SessionResource['status'], forOwner: boolean): SessionResource {
  const { sessionId, userId, sourceLanguage, qualityTier, createdAt, expiresAt } = session.facts;
  return {
    sessionId,
    ...(forOwner ? { speakerId: userId } : {}),
    sourceLanguage,
    qualityTier,
    status,
    listenerCount: session.listeners.count,
    createdAt,
    updatedAt: session.updatedAt,
    expiresAt,
  };
}

/** Of a session that is not live here: its server went away, and it waits to be taken up again. */
function resourceOfRecord(record: SessionRecord): SessionResource {
  const { sessionId, sourceLanguage, qualityTier, listenerCount, createdAt, updatedAt, expiresAt } = record;
  return { sessionId, sourceLanguage, qualityTier, status: 'active', listenerCount, createdAt, updatedAt, expiresAt };
}

function problemOfPatch(body: Record<string, unknown> | undefined): Refusal | undefined {
  if (body === undefined) return refusal('INVALID_MESSAGE', {}, 'The body is not a JSON object.');
  if (body.status === undefined) return refusal('MISSING_PARAMETER', { parameter: 'status' });
  return body.status === 'ended' ? undefined : refusal('INVALID_PARAMETER', { parameter: 'status' });
}

function jsonObjectOf(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
