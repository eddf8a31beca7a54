/** Whether the server is ready for new clients, and the reasons if it is not. */
import type { HttpAnswer } from './http-types.ts';
import type { RouteGroup } from './route.ts';

export interface ReadinessRoutesDeps {
  /** Why the server is not ready; empty when it is ready. */
  readonly reasons: () => readonly string[];
}

export function readinessRoutes({ reasons }: ReadinessRoutesDeps): RouteGroup {
  return { routes: [{ method: 'GET', pattern: '/readyz', handle: () => toReadiness(reasons()) }] };
}

export function toReadiness(reasons: readonly string[]): HttpAnswer {
  return reasons.length === 0
    ? { status: 200, body: { status: 'ready' } }
    : { status: 503, body: { status: 'unready', reasons } };
}
