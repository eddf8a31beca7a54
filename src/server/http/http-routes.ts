/**
 * The HTTP API as one table of routes. Finds a request's route, checks what the route requires, and turns refusals into
 * answers. The routes are defined in other files.
 */
import { randomUUID } from 'node:crypto';
import { toFailureInfo } from '../../actors/introspection/failure-info.ts';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { TokenPort } from '../../actors/ports/identity.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { errorBody, type Refusal, refusal, statusOf } from '../../protocol/errors.ts';
import type { Config } from '../config/config.ts';
import { type AddressRoutesDeps, addressRoutes } from './address-routes.ts';
import { readBearer } from './bearer.ts';
import { type DeliveryRoutesDeps, deliveryRoutes } from './delivery-routes.ts';
import { type DevTokenRoutesDeps, devTokenRoutes } from './dev-token-routes.ts';
import { type HealthRoutesDeps, healthRoutes } from './health-routes.ts';
import { type HttpAnswer, type HttpRequestInfo, toRetryAfter } from './http-types.ts';
import { type IntrospectionRoutesDeps, introspectionRoutes, isIntrospectionOpen } from './introspection-routes.ts';
import { type PageRoutesDeps, pageRoutes } from './page-routes.ts';
import { type ReadinessRoutesDeps, readinessRoutes } from './readiness-routes.ts';
import type { Route, RouteAnswer, RouteGroup, RouteMethod, RouteRequest, UserRequest } from './route.ts';
import { RouteTable } from './route-table.ts';
import { type SessionRoutesDeps, sessionRoutes } from './session-routes.ts';
import { toTokenRefusal } from './token-refusal.ts';

interface RouterDeps {
  readonly config: { readonly sizes: Pick<Config['sizes'], 'bodyBytes'> };
  readonly clock: Pick<ClockPort, 'unixNow'>;
  readonly log: Pick<LogPort, 'info' | 'error'>;
  readonly tokens: TokenPort;
}

export type HttpRoutesDeps = RouterDeps &
  DeliveryRoutesDeps &
  SessionRoutesDeps &
  Omit<HealthRoutesDeps, 'isIntrospectionOpen'> &
  ReadinessRoutesDeps &
  AddressRoutesDeps &
  DevTokenRoutesDeps &
  IntrospectionRoutesDeps &
  PageRoutesDeps;

export class HttpRoutes {
  readonly table: RouteTable;
  readonly #deps: RouterDeps;

  constructor(deps: HttpRoutesDeps) {
    this.#deps = deps;
    this.table = new RouteTable([
      deliveryRoutes(deps),
      sessionRoutes(deps),
      healthRoutes({ ...deps, isIntrospectionOpen: (request) => isIntrospectionOpen(deps, request) }),
      readinessRoutes(deps),
      addressRoutes(deps),
      devTokenRoutes(deps),
      introspectionRoutes(deps),
      pageRoutes(deps),
    ]);
  }

  /** Checks in this order: size of the body, path, method, parameters, token; then the route's own checks. */
  async handle(request: HttpRequestInfo): Promise<HttpAnswer> {
    const match = this.table.match(request.path);
    const group = match?.entry.group;
    const size = request.body.byteLength;
    if (size > (group?.maxBytes ?? this.#deps.config.sizes.bodyBytes)) return this.#tooLarge(group, size);
    if (match === undefined) return this.#say(refusal('NOT_FOUND'));
    const { byMethod, allow } = match.entry;
    const asked = { request, params: match.params };
    const route = byMethod.get(request.method as RouteMethod);
    if (route) return this.#say(await this.#answer(route, asked));
    if (group?.notAllowed) return this.#say(group.notAllowed(asked, allow));
    return this.#say(refusal('METHOD_NOT_ALLOWED', { allow }), { allow });
  }

  /** For a body over the transport's limit. @param size Bytes received so far. */
  tooLarge(path: string, size: number): HttpAnswer {
    return this.#tooLarge(this.table.match(path)?.entry.group, size);
  }

  /** For an error that a handler has thrown, which is a bug. */
  failed(error: unknown): HttpAnswer {
    const errorId = randomUUID();
    const code = 'INTERNAL_ERROR';
    this.#deps.log.error('handle_request', 'request failed', { code, errorId, ...toFailureInfo(error) });
    return { status: statusOf(code), body: errorBody(refusal(code), errorId, this.#deps.clock.unixNow()) };
  }

  async #answer(route: Route, asked: RouteRequest): Promise<RouteAnswer> {
    const wrong = route.check?.(asked.params);
    if (wrong) return wrong;
    if (!route.needsToken) return route.handle(asked);
    const user = await this.#withUser(asked);
    return 'code' in user ? user : route.handle(user);
  }

  async #withUser(asked: RouteRequest): Promise<UserRequest | Refusal> {
    const token = readBearer(asked.request.header('authorization'));
    if (token === undefined) return refusal('INVALID_TOKEN', { reason: 'missing' });
    const verdict = await this.#deps.tokens.verify(token);
    return verdict.ok ? { ...asked, userId: verdict.userId } : toTokenRefusal(verdict);
  }

  #tooLarge(group: RouteGroup | undefined, size: number): HttpAnswer {
    const limit = this.#deps.config.sizes.bodyBytes;
    return group?.tooLarge?.() ?? this.#say(refusal('PAYLOAD_TOO_LARGE', { kind: 'body', limit, size }));
  }

  /** @returns an answer unchanged, or a refusal as an error object. The refusal is logged under its correlation id. */
  #say(answer: RouteAnswer, headers: { readonly allow?: string } = {}): HttpAnswer {
    if (!('code' in answer)) return answer;
    const correlationId = randomUUID();
    this.#deps.log.info('handle_request', 'request refused', { code: answer.code, errorId: correlationId });
    const body = errorBody(answer, correlationId, this.#deps.clock.unixNow());
    return { status: statusOf(answer.code), body, headers: { ...toRetryAfter(answer), ...headers } };
  }
}
