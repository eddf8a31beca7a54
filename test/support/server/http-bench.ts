/** Every HTTP route of the server without a port: the real table and the real ingress, over sessions with faked ports. */
import assert from 'node:assert/strict';
import type { SignatureProblem } from '../../../src/integrations/delivery/signature.ts';
import { LatencyWindows } from '../../../src/integrations/metrics/latency-windows.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import type { DevTokenRequest, TargetOffer } from '../../../src/protocol/http-messages.ts';
import { createIntrospectionSource } from '../../../src/server/boot/introspection.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { ClientAddress } from '../../../src/server/http/client-address.ts';
import { HttpRoutes } from '../../../src/server/http/http-routes.ts';
import { type InjectedAnswer, type InjectedRequest, inject } from '../../../src/server/http/inject.ts';
import { SessionLookups } from '../../../src/server/http/session-lookups.ts';
import { WebPages } from '../../../src/server/http/web-pages.ts';
import { RecordingTracing } from '../actors/recording-tracing.ts';
import { errorProblem } from '../contract-check.ts';
import { ServerBench, tokenOf } from './server-bench.ts';

/** Settings of a server in AWS mode. */
export const AWS_MODE = {
  ROSTRUM_MODE: 'aws',
  AWS_REGION: 'eu-west-1',
  TRANSLATION_PIPELINE_FUNCTION_NAME: 'translate',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'rostrum',
  AUTH_JWKS_URL: 'https://issuer.example/keys',
  DELIVERY_ACCESS_KEY_ID: 'AKIADELIVERY',
  DELIVERY_SECRET_ACCESS_KEY: 'delivery-secret',
};

/** Another machine's address. */
export const ELSEWHERE = '192.0.2.7';

export interface HttpBenchOptions {
  /** Where the pages are built; none are unless said otherwise. */
  readonly pagesFolder?: string;
  /** Otherwise the server is starting. */
  readonly isOpen?: boolean;
}

export class HttpBench {
  readonly server: ServerBench;
  readonly routes: HttpRoutes;
  readonly tracing = new RecordingTracing();
  readonly metrics = new MemoryMetrics();
  /** What dev tokens were asked for. */
  readonly tokensIssued: DevTokenRequest[] = [];
  /** Why the server is not ready. */
  reasons: readonly string[] = [];
  offers: readonly TargetOffer[] = [{ code: 'es', offers: 'speech' }];
  networkUrls: readonly string[] = [];
  /** Why deliveries are refused where a key is set. */
  signatureProblem: SignatureProblem | undefined;

  /** @param environment Settings of the server on top of its defaults. */
  constructor(environment: Readonly<Record<string, string>> = {}, options: HttpBenchOptions = {}) {
    const { pagesFolder = '/no/such/folder', isOpen = true } = options;
    const read = readConfig(environment);
    assert.ok(read.ok);
    const { config } = read;
    this.server = new ServerBench(environment, { isOpen: false });
    const { actors, admission, connections, ingress, rates, sessions, sockets } = this.server;
    const { clock, log, segmentJourneys } = actors;
    this.routes = new HttpRoutes({
      ...{ config, clock, log, segmentJourneys, admission, connections, rates },
      metrics: this.metrics,
      latencyWindows: new LatencyWindows({ metrics: this.metrics, clock }),
      tracing: this.tracing,
      monotonicNow: () => clock.now(),
      tokens: { verify: (token) => this.server.verify(token) },
      lookups: new SessionLookups({ rates, ...sessions }),
      addresses: new ClientAddress(config.trustedProxies, config.host),
      sourceLanguages: () => ['en', 'es'],
      asr: () => undefined,
      targetOffers: async () => this.offers,
      networkUrls: () => this.networkUrls,
      reasons: () => this.reasons,
      introspection: createIntrospectionSource(sessions.host),
      pages: new WebPages(pagesFolder),
      signatureProblem: () => this.signatureProblem,
      issueDevToken:
        config.mode === 'aws'
          ? undefined
          : async (request) => {
              this.tokensIssued.push(request);
              return tokenOf(request.userId);
            },
    });
    if (isOpen) ingress.open(sockets, this.routes);
  }

  /** Every error object is held against the wire contract. */
  async ask(request: InjectedRequest): Promise<InjectedAnswer> {
    const answer = await inject(this.server.server.http, request);
    if (answer.text.includes('"type":"error"'))
      assert.equal(errorProblem(answer.json(), 'http'), undefined, answer.text);
    return answer;
  }

  /** @returns the status, and the code of an error. */
  async codeOf(request: InjectedRequest): Promise<string | number> {
    const { status, headers, text, json } = await this.ask(request);
    const isJson = text !== '' && headers['content-type'] === 'application/json';
    return (isJson && json<{ code?: string }>().code) || status;
  }

  /** Counts of one metric, by its series. */
  counted(name: string): Readonly<Record<string, number>> {
    const { counters } = this.metrics.read();
    return Object.fromEntries(Object.entries(counters).filter(([series]) => series.startsWith(name)));
  }
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}
