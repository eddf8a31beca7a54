/**
 * Sessions from inside, for the page `/inside`. A session's id lets anybody listen, so this is for the operator: who brings
 * INSIDE_TOKEN; where none is set, a browser on the machine of a server in embedded mode. For anybody else it is not there.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { InsideSource } from '../../integrations/inspector/inside-feed.ts';
import { latencyViewsOf } from '../../integrations/metrics/latency-views.ts';
import type { MemoryMetrics } from '../../integrations/metrics/memory-metrics.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { INSIDE_VERSION, type InsideCharts, type InsideNow } from '../../protocol/inside.ts';
import { isLoopbackHost } from '../../protocol/loopback.ts';
import type { AppContext } from '../boot/app-context.ts';
import { bearerOf } from './bearer.ts';
import type { HttpAnswer, HttpRequestFacts } from './http-types.ts';

const PAGE = '/inside';
const CHARTS = '/inside/charts';
const NOW = '/inside/now';

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
/** What a browser says of its own page's requests, and of an address that was typed. */
const OWN_SITES = ['', 'same-origin', 'none'];

export interface InsideViewParts extends Pick<AppContext, 'addresses' | 'rates'> {
  readonly config: Pick<AppContext['config'], 'insideToken' | 'mode'>;
  readonly inside: InsideSource;
  readonly metrics: MemoryMetrics;
}

export class InsideViewRoute {
  readonly #parts: InsideViewParts;

  constructor(parts: InsideViewParts) {
    this.#parts = parts;
  }

  /** Whether there is such a page for this caller, with a token or without. */
  isOpenTo(request: HttpRequestFacts): boolean {
    const { addresses, config } = this.#parts;
    if (config.insideToken !== undefined) return true;
    const isLocal = addresses.callerOf(request).isOnThisMachine && isLoopbackHost(request.header('host'));
    return config.mode === 'embedded' && isLocal;
  }

  /** @returns undefined for another's path, and for the page itself where it may be shown: it holds nothing yet. */
  answer(request: HttpRequestFacts): HttpAnswer | Refusal | undefined {
    const { path, query } = request;
    if (path !== PAGE && !path.startsWith(`${PAGE}/`)) return undefined;
    if (!this.isOpenTo(request)) return refusal('NOT_FOUND');
    if (path === PAGE) return undefined;
    // Browsers name no origin when a page asks its own server: one that does is a page of somebody else's.
    if (request.header('origin') !== '' || !OWN_SITES.includes(request.header('sec-fetch-site'))) {
      return refusal('FORBIDDEN', { reason: 'origin' }, 'Sessions are shown to the page of this server only.');
    }
    const refused = this.#refuse(request);
    if (refused) return refused;
    if (path === CHARTS) return { status: 200, headers: HEADERS, body: this.#charts() };
    if (path === NOW) return { status: 200, headers: HEADERS, body: this.#now(query.get('session')) };
    return refusal('NOT_FOUND');
  }

  #charts(): InsideCharts {
    return { version: INSIDE_VERSION, charts: this.#parts.inside.charts };
  }

  #now(sessionId: string | null): InsideNow {
    const { inside, metrics } = this.#parts;
    return {
      sessions: inside.list(),
      ...(sessionId !== null && { session: inside.find(sessionId) ?? null }),
      latencies: latencyViewsOf(metrics),
    };
  }

  /** Wrong tokens are counted, as refused connects are: they may not be guessed at speed. */
  #refuse(request: HttpRequestFacts): Refusal | undefined {
    const { addresses, config, rates } = this.#parts;
    if (config.insideToken === undefined) return undefined;
    const given = bearerOf(request.header('authorization'));
    if (!given) return refusal('INVALID_TOKEN', { reason: 'missing' });
    const { address } = addresses.callerOf(request);
    const tooMany = rates.refuseInsideTry(address);
    if (tooMany) return tooMany;
    if (isSame(given, config.insideToken)) return undefined;
    rates.countInsideTry(address);
    return refusal('INVALID_TOKEN', { reason: 'malformed' });
  }
}

/** In a time that tells nothing of where they differ, nor of how long the secret is. */
function isSame(given: string, secret: string): boolean {
  const digestOf = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digestOf(given), digestOf(secret));
}
