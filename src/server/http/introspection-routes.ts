/**
 * The live sessions' states and counters, for the page `/inside`. Whoever knows a session's id can listen to it, so
 * only the operator may see them: a caller with INSIDE_TOKEN or, if it is not set, a browser on the machine of a server
 * in embedded mode. Every other caller gets NOT_FOUND.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { IntrospectionSource } from '../../integrations/inspector/introspection-feed.ts';
import { toLatencyViews } from '../../integrations/metrics/latency-views.ts';
import type { LatencyWindows } from '../../integrations/metrics/latency-windows.ts';
import type { MemoryMetrics } from '../../integrations/metrics/memory-metrics.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { INSIDE_VERSION, type InsideCharts, type InsideNow } from '../../protocol/inside.ts';
import type { Config } from '../config/config.ts';
import type { RateLimits } from '../sockets/rate-limits.ts';
import { readBearer } from './bearer.ts';
import type { ClientAddress } from './client-address.ts';
import type { HttpRequestInfo } from './http-types.ts';
import { isLocalCaller } from './local-caller.ts';
import type { RouteAnswer, RouteGroup, RouteRequest } from './route.ts';
import type { WebPages } from './web-pages.ts';

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
/** Sec-Fetch-Site of requests from our own page, and of an address that was typed. */
const OWN_SITES = ['', 'same-origin', 'none'];

export interface IntrospectionAccessDeps {
  readonly config: Pick<Config, 'introspectionToken' | 'mode'>;
  readonly addresses: Pick<ClientAddress, 'callerOf'>;
}

export interface IntrospectionRoutesDeps extends IntrospectionAccessDeps {
  readonly rates: Pick<RateLimits, 'refuseIntrospectionTry' | 'countIntrospectionTry'>;
  readonly introspection: IntrospectionSource;
  readonly clock: Pick<ClockPort, 'unixNow'>;
  readonly metrics: MemoryMetrics;
  readonly latencyWindows: Pick<LatencyWindows, 'of'>;
  readonly pages: Pick<WebPages, 'answer'>;
}

/** Whether this caller may open the page; a token may still be required for the data. */
export function isIntrospectionOpen(
  { config, addresses }: IntrospectionAccessDeps,
  request: Pick<HttpRequestInfo, 'header' | 'headers' | 'remoteAddress'>,
): boolean {
  if (config.introspectionToken !== undefined) return true;
  return config.mode === 'embedded' && isLocalCaller(addresses, request);
}

export function introspectionRoutes(deps: IntrospectionRoutesDeps): RouteGroup {
  const { clock, introspection, latencyWindows, metrics, pages } = deps;
  /** The page has no data of its own, so it needs no token. */
  const page = ({ request }: RouteRequest): RouteAnswer =>
    (isIntrospectionOpen(deps, request) ? pages.answer(request) : undefined) ?? refusal('NOT_FOUND');
  const guarded =
    (answer: (request: HttpRequestInfo) => RouteAnswer) =>
    ({ request }: RouteRequest): RouteAnswer =>
      refuseCaller(deps, request) ?? answer(request);

  const charts = (): RouteAnswer => {
    const body: InsideCharts = { version: INSIDE_VERSION, charts: introspection.charts };
    return { status: 200, headers: HEADERS, body };
  };
  const now = ({ query }: HttpRequestInfo): RouteAnswer => {
    const sessionId = query.get('session');
    const body: InsideNow = {
      at: clock.unixNow(),
      sessions: introspection.list(),
      ...(sessionId !== null && { session: introspection.find(sessionId) ?? null }),
      latencies: toLatencyViews(metrics, latencyWindows),
    };
    return { status: 200, headers: HEADERS, body };
  };

  return {
    routes: [
      { method: 'GET', pattern: '/inside', handle: page },
      { method: 'GET', pattern: '/inside/charts', handle: guarded(charts) },
      { method: 'GET', pattern: '/inside/now', handle: guarded(now) },
      { method: 'GET', pattern: '/inside/*', handle: guarded(() => refusal('NOT_FOUND')) },
    ],
    notAllowed: () => refusal('NOT_FOUND'),
  };
}

/** @returns why this caller may not see sessions. Counts wrong tokens, so that a token cannot be guessed fast. */
function refuseCaller(deps: IntrospectionRoutesDeps, request: HttpRequestInfo): Refusal | undefined {
  const { addresses, config, rates } = deps;
  if (!isIntrospectionOpen(deps, request)) return refusal('NOT_FOUND');
  // A browser sends no Origin with a GET to the page's own server, so a request with an Origin is from a foreign page.
  if (request.header('origin') !== '' || !OWN_SITES.includes(request.header('sec-fetch-site'))) {
    return refusal(
      'FORBIDDEN',
      { reason: 'origin' },
      'Only the page of this server may read sessions. Open /inside on this server.',
    );
  }
  if (config.introspectionToken === undefined) return undefined;
  const given = readBearer(request.header('authorization'));
  if (!given) return refusal('INVALID_TOKEN', { reason: 'missing' });
  const { address } = addresses.callerOf(request);
  const tooMany = rates.refuseIntrospectionTry(address);
  if (tooMany) return tooMany;
  if (isSame(given, config.introspectionToken)) return undefined;
  rates.countIntrospectionTry(address);
  return refusal('INVALID_TOKEN', { reason: 'malformed' });
}

/** Compares in constant time: the time shows neither the first difference nor the secret's length. */
function isSame(given: string, secret: string): boolean {
  const digestOf = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digestOf(given), digestOf(secret));
}
