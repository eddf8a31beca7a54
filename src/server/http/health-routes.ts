/** Whether the server is alive, and what it offers. Both routes need no session and are answered while the server drains. */
import type { AsrReport, TargetOffer } from '../../protocol/http-messages.ts';
import type { Config } from '../config/config.ts';
import type { ClientAddress } from './client-address.ts';
import type { HttpRequestInfo } from './http-types.ts';
import { isLocalCaller } from './local-caller.ts';
import type { RouteGroup } from './route.ts';

export interface HealthRoutesDeps {
  readonly addresses: Pick<ClientAddress, 'callerOf'>;
  readonly config: Pick<Config, 'mode' | 'targetLanguages'>;
  readonly sourceLanguages: () => readonly string[];
  /** The present recogniser; undefined in AWS mode. */
  readonly asr: () => AsrReport | undefined;
  /** Never rejects. */
  readonly targetOffers: () => Promise<readonly TargetOffer[]>;
  /** URLs under which other machines reach this server. Only browsers on this machine are told, in embedded mode. */
  readonly networkUrls: () => readonly string[] | undefined;
  /** Whether this caller may open the page /inside. */
  readonly isIntrospectionOpen: (request: HttpRequestInfo) => boolean;
}

export function healthRoutes(deps: HealthRoutesDeps): RouteGroup {
  const report = (request: HttpRequestInfo) => {
    const { mode, targetLanguages } = deps.config;
    return {
      status: 'healthy',
      mode,
      sourceLanguages: deps.sourceLanguages(),
      targetLanguages,
      asr: deps.asr(),
      inside: deps.isIntrospectionOpen(request),
      ...(mode === 'embedded' && isLocalCaller(deps.addresses, request) ? { addresses: deps.networkUrls() } : {}),
    };
  };
  return {
    routes: [
      {
        ...{ method: 'GET', pattern: '/health' },
        handle: async ({ request }) => {
          const body = report(request);
          return { status: 200, body: { ...body, targets: await deps.targetOffers() } };
        },
      },
      // Leaves the targets out, because asking the pipeline for them takes time.
      { method: 'GET', pattern: '/healthz', handle: ({ request }) => ({ status: 200, body: report(request) }) },
    ],
  };
}
