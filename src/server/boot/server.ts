/**
 * The first and the last step of the start: the ports for clients, the pipeline and the operator. The port listens
 * first, because the pipeline must know its address, and answers "starting" until the routes are there.
 */
import { networkInterfaces } from 'node:os';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { type SignedRequest, signatureProblem } from '../../integrations/delivery/signature.ts';
import { LatencyWindows } from '../../integrations/metrics/latency-windows.ts';
import { startMetricsService } from '../../integrations/metrics/metrics-service.ts';
import { SOURCE_LANGUAGES } from '../../protocol/languages.ts';
import type { Config } from '../config/config.ts';
import { startAdminServer } from '../http/admin-server.ts';
import { ClientAddress } from '../http/client-address.ts';
import { HttpRoutes } from '../http/http-routes.ts';
import { SessionLookups } from '../http/session-lookups.ts';
import { WebPages } from '../http/web-pages.ts';
import { Admission } from '../sockets/admission.ts';
import { Connections } from '../sockets/connections.ts';
import { createSockets } from '../sockets/create-sockets.ts';
import { Ingress } from '../sockets/ingress.ts';
import { WebServer } from '../sockets/web-server.ts';
import type { Actors } from './actors.ts';
import type { CloseStack } from './close-stack.ts';
import type { Integrations } from './integrations.ts';
import { createIntrospectionSource } from './introspection.ts';
import { networkUrls } from './network-urls.ts';
import { reachableHost } from './reachable-host.ts';
import { listReasons } from './readiness.ts';
import { refuseWithoutRecogniser, toAsrReport, toPublicAsrReport } from './recogniser-report.ts';
import { serverReadings } from './server-readings.ts';
import { createTargetOffers } from './target-offers.ts';

export interface Listening {
  readonly ingress: Ingress;
  readonly port: number;
  /** Address for clients and the pipeline. */
  readonly url: string;
  /** Idempotent. */
  close(): void;
}

/** Rejects with one line when the port is taken. */
export async function openIngress(
  { clock, config, log }: Pick<ServerDeps, 'clock' | 'config' | 'log'>,
  closing: CloseStack,
): Promise<Listening> {
  const ingress = new Ingress({ clock, config, log, createServer: (options) => new WebServer(options) });
  const port = await ingress.listen();
  let isClosed = false;
  const close = () => {
    if (!isClosed) ingress.close();
    isClosed = true;
  };
  closing.add('ingress', close);
  return { ingress, port, url: `${config.tls ? 'https' : 'http'}://${reachableHost(config.host)}:${port}`, close };
}

export interface ServerDeps {
  readonly config: Config;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly listening: Listening;
  readonly integrations: Integrations;
  readonly actors: Actors;
}

export interface OpenedServer {
  readonly adminPort: number;
  /** The inspector's page; undefined while the inspector is off. */
  readonly inspectUrl: string | undefined;
  readonly connections: Connections;
}

/** Rejects with one line when a port is taken. Clients are served once it has resolved. */
export async function openServer(deps: ServerDeps, closing: CloseStack): Promise<OpenedServer> {
  const { actors, clock, config, integrations, listening, log } = deps;
  const { ingress } = listening;
  const { inspection, metrics, services } = integrations;
  const shared = createShared(deps);
  const { connections } = shared;
  const readings = () => serverReadings({ ...actors, connections });
  const measuring = await startMetricsService({ metrics, settings: config.metrics, clock, log, readings });
  const latencyWindows = new LatencyWindows({ metrics, clock });
  closing.add('latency windows', () => latencyWindows.stop());
  closing.add('metrics', ({ metricsMs }) => measuring.close(metricsMs));
  const introspection = createIntrospectionSource(actors.sessions.host);
  const reasons = () => listReasons({ ...actors, ingress, services, identity: integrations.identity });
  const { addresses } = shared;
  const admin = await startAdminServer({
    config,
    log,
    addresses,
    reasons,
    introspection,
    page: () => measuring.page(),
  });
  closing.add('admin port', () => admin.close());
  const inspecting = await inspection.open?.(introspection, log);
  closing.add('inspector', () => inspecting?.close());
  const lookups = new SessionLookups({ ...shared, ...actors.sessions });
  const admission = new Admission({
    ...{
      ...shared,
      ...actors.sessions,
      lookups,
      targetLanguages: config.targetLanguages,
      maxListeners: config.session.maxListeners,
    },
    refuseSpeech: () => refuseWithoutRecogniser(shared.asr()),
  });
  ingress.open(
    createSockets({ ...shared, admission }),
    new HttpRoutes({
      ...{ ...shared, admission, lookups, reasons, introspection, metrics, latencyWindows, pages: new WebPages() },
      networkUrls: () => networkUrls(config, listening.port, networkInterfaces()),
    }),
  );
  // Added last, so closed first: no client is served while the other parts close.
  closing.add('ingress', () => listening.close());
  return { adminPort: admin.port, inspectUrl: inspecting?.url, connections };
}

/** The dependencies of all routes and socket handlers. Each names those it takes in its own interface. */
function createShared({ actors, clock, config, integrations, log }: ServerDeps) {
  const { identifiers, identity, inspection, metrics, pipeline, services, tracing } = integrations;
  const sourceLanguages = () => toAsrReport(services)?.languages ?? SOURCE_LANGUAGES;
  const { delivery } = config.aws;
  return {
    ...{ config, clock, identifiers, log, metrics, tracing, ...actors, ...identity },
    inspector: inspection.inspector,
    connections: new Connections(),
    addresses: new ClientAddress(config.trustedProxies, config.host),
    asr: () => toPublicAsrReport(services, config.embedded.asr.modelFolder),
    sourceLanguages,
    targetOffers: createTargetOffers(config, pipeline, sourceLanguages),
    signatureProblem: (request: SignedRequest) => delivery && signatureProblem(delivery, request, clock.unixNow()),
  };
}
