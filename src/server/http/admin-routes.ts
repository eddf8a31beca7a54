/**
 * The routes of the operator's port: liveness, readiness, the Prometheus page, introspection of sessions. All are read
 * only. Errors are for people: a code and a sentence.
 */
import type { IntrospectionSource } from '../../integrations/inspector/introspection-feed.ts';
import { PAGE_TYPE } from '../../integrations/metrics/prometheus-page.ts';
import { type ErrorCode, statusOf } from '../../protocol/errors.ts';
import { isLoopbackHost } from '../../protocol/loopback.ts';
import type { Config } from '../config/config.ts';
import { isAdminHost } from './admin-hosts.ts';
import type { ClientAddress } from './client-address.ts';
import type { HttpAnswer, HttpRequestInfo } from './http-types.ts';
import { toReadiness } from './readiness-routes.ts';
import { toAllow } from './route-table.ts';

export interface AdminRoutesDeps {
  readonly config: Pick<Config, 'adminHost' | 'adminAllowedHosts'>;
  readonly addresses: Pick<ClientAddress, 'callerOf'>;
  /** Why the server is not ready; empty when it is ready. */
  readonly reasons: () => readonly string[];
  /** The Prometheus page. */
  readonly page: () => string;
  readonly introspection: Pick<IntrospectionSource, 'list' | 'find'>;
}

const INSIDE = '/inside';

export function answerAdmin(deps: AdminRoutesDeps, request: HttpRequestInfo): HttpAnswer {
  const { method, path } = request;
  if (method !== 'GET')
    return failure('METHOD_NOT_ALLOWED', 'Only GET and HEAD are allowed here.', { allow: toAllow(['GET']) });
  // The main port tells everybody the same, and load balancers may use any Host.
  if (path === '/healthz') return { status: 200, body: { status: 'healthy' } };
  if (path === '/readyz') return toReadiness(deps.reasons());
  if (!isAdminHost(request.header('host'), deps.config)) {
    return failure(
      'FORBIDDEN',
      'This Host is not known here: ask by address, or list the name in ADMIN_ALLOWED_HOSTS.',
    );
  }
  if (path === '/metrics') return { status: 200, headers: { 'content-type': PAGE_TYPE }, body: deps.page() };
  if (path === INSIDE || path.startsWith(`${INSIDE}/`)) return answerIntrospection(deps, request);
  return failure('NOT_FOUND', 'Not found. The paths here are /healthz, /readyz, /metrics and /inside.');
}

/**
 * Whoever knows a session's id can listen to it. So this is for programs on this machine only, wherever the port
 * listens.
 */
function answerIntrospection({ addresses, introspection }: AdminRoutesDeps, request: HttpRequestInfo): HttpAnswer {
  const { isOnThisMachine } = addresses.callerOf(request);
  if (!isOnThisMachine || !isLoopbackHost(request.header('host')) || request.headers.has('origin')) {
    return failure('FORBIDDEN', 'Sessions are shown to programs on this machine only.');
  }
  if (request.path === INSIDE) return { status: 200, body: { sessions: introspection.list() } };
  const session = introspection.find(request.path.slice(INSIDE.length + 1));
  return session === undefined
    ? failure('SESSION_NOT_FOUND', 'This server has no such session now.')
    : { status: 200, body: session };
}

function failure(code: ErrorCode, message: string, headers: { readonly allow?: string } = {}): HttpAnswer {
  return { status: statusOf(code), headers, body: { code, message } };
}
