/** The composition root: the one place where ports meet their implementations. Everything it starts, it stops. */
import { performance } from 'node:perf_hooks';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { ReliableStore } from '../../actors/records/reliable-store.ts';
import { isPermanent } from '../../actors/records/store-error.ts';
import { WriteBehind } from '../../actors/records/write-behind.ts';
import { type Circuits, createCircuits, stopCircuits } from '../../actors/resilience/circuits.ts';
import { StreamStartLimiter } from '../../actors/resilience/stream-start-limiter.ts';
import { Supervisor } from '../../actors/session/supervisor.ts';
import { EndToEndLatency } from '../../actors/speech/end-to-end-latency.ts';
import { guardedTranscription } from '../../actors/speech/guarded-transcription.ts';
import { systemClock } from '../../integrations/clock.ts';
import { signatureProblem } from '../../integrations/delivery/signature.ts';
import { classifyAwsError } from '../../integrations/dynamodb/aws-failure.ts';
import { createRecordStore } from '../../integrations/dynamodb/record-store.ts';
import { ensureTables } from '../../integrations/dynamodb/tables.ts';
import { EMBEDDED_CREDENTIALS, EMBEDDED_FUNCTION, EMBEDDED_REGION } from '../../integrations/emulators/account.ts';
import type { EmbeddedServices } from '../../integrations/emulators/services.ts';
import { startSupervisedServices } from '../../integrations/emulators/supervised-services.ts';
import { createIdentifiers } from '../../integrations/identifiers/identifiers.ts';
import { countedTranslation } from '../../integrations/lambda/counted-translation.ts';
import { createTranslationPort } from '../../integrations/lambda/translation-port.ts';
import { MemoryMetrics } from '../../integrations/metrics/memory-metrics.ts';
import { type MetricsService, startMetricsService } from '../../integrations/metrics/metrics-service.ts';
import { createTranscriptionPort } from '../../integrations/transcribe/transcribe-port.ts';
import { SOURCE_LANGUAGES } from '../../protocol/languages.ts';
import type { Config } from '../config/config.ts';
import { answerInside } from '../http/admin-introspection.ts';
import { startAdminServer } from '../http/admin-server.ts';
import { ClientAddress } from '../http/client-address.ts';
import { HttpRoutes } from '../http/http-routes.ts';
import { SessionLookups } from '../http/session-lookups.ts';
import { Admission } from '../sockets/admission.ts';
import { Connections } from '../sockets/connections.ts';
import { Ingress } from '../sockets/ingress.ts';
import { RateLimits } from '../sockets/rate-limits.ts';
import { Sockets } from '../sockets/socket-handlers.ts';
import type { AppContext } from './app-context.ts';
import { createIdentity } from './identity.ts';
import { type Inspection, insideOf, inspectionOf } from './introspection.ts';
import { afterRestore, followReturns, type StartServices, serviceOptions } from './local-services.ts';
import { reachableHost } from './reachable-host.ts';
import { reasonsOf } from './readiness.ts';
import { asrReportOf, publicAsrReportOf, refuseWithoutRecogniser } from './recogniser-report.ts';
import { serverReadings } from './server-readings.ts';
import { shutDown } from './shutdown.ts';
import { refuseTables, TablesKeeper } from './tables-keeper.ts';
import { createTargetOffers } from './target-offers.ts';
import { type ServerTracing, startServerTracing } from './tracing.ts';

export interface RunningServer {
  readonly port: number;
  readonly adminPort: number;
  /** Where clients and the pipeline reach it. */
  readonly url: string;
  /** The inspector's page, where it is switched on. */
  readonly inspectUrl: string | undefined;
  readonly parts: AppContext;
  readonly embedded: EmbeddedServices | undefined;
  /** Readiness says 503 from now on, so that balancers send nobody here any more. Everything is served as before. */
  announceDrain(): void;
  /** Sends everybody away to come back, once what was said is forwarded; bounded by the drain time. Idempotent. */
  close(): Promise<void>;
}

/** The last export of the metrics, at most. */
const METRICS_FLUSH_MS = 1_000;

/**
 * Rejects with one clear line when a port is taken, an engine is missing or a table cannot be reached.
 * @param startServices Of embedded mode; in a process of their own unless told otherwise.
 */
export async function startServer(
  config: Config,
  log: LogPort,
  startServices: StartServices = startSupervisedServices,
): Promise<RunningServer> {
  // It answers "starting" until everything behind it is there: the pipeline must know its address first.
  const reception = new Ingress(config, log);
  const port = await reception.listen();
  const url = `${config.tls ? 'https' : 'http'}://${reachableHost(config.host)}:${port}`;
  let embedded: EmbeddedServices | undefined;
  let measuring: MetricsService | undefined;
  try {
    const metrics = new MemoryMetrics();
    embedded = config.mode === 'embedded' ? await startServices(serviceOptions(config, url, log, metrics)) : undefined;
    const { inspector, open: openInspector } = inspectionOf(config.inspectPort);
    const circuits = createCircuits({ timings: config.breaker, clock: systemClock, log, metrics, inspector });
    const gate = new StreamStartLimiter({
      clock: systemClock,
      metrics,
      perSecond: config.session.openingsPerSecond,
      maxWaiting: 2 * config.session.maxStreams, // A session's stream, and the one it rolls to.
    });
    const tracing = await startServerTracing({ settings: config.traces, log, metrics });
    const parts = await createParts(config, embedded, reception, log, metrics, circuits, gate, tracing, inspector);
    const metricsService = startMetricsService({
      metrics,
      settings: config.metrics,
      clock: systemClock,
      log,
      readings: () => serverReadings({ ...parts, circuits, gate }),
    });
    measuring = metricsService;
    const inside = insideOf(parts.supervisor);
    const reasons = () => reasonsOf(parts, reception, circuits, embedded);
    const admin = await startAdminServer({
      config,
      reasons,
      page: () => metricsService.page(),
      inside: (request) => answerInside(inside, parts.addresses, request),
    });
    const inspecting = await openInspector?.(inside, log);
    const lookups = new SessionLookups(parts);
    const admission = new Admission({
      ...{ ...parts, lookups, targetLanguages: config.targetLanguages, maxListeners: config.session.maxListeners },
      refuseSpeech: () => refuseWithoutRecogniser(parts.asr()),
    });
    const routes = new HttpRoutes(parts, admission, lookups, { reasons, inside, metrics });
    reception.open(new Sockets(parts, admission), routes);
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= shutDown(parts, reception, embedded, tracing).finally(async () => {
        stopCircuits(circuits);
        await metricsService.close(METRICS_FLUSH_MS);
        await inspecting?.close();
        await admin.close();
      });
      return closing;
    };
    const announceDrain = () => reception.announceDrain();
    return { port, adminPort: admin.port, url, inspectUrl: inspecting?.url, parts, embedded, announceDrain, close };
  } catch (error) {
    reception.close();
    await measuring?.close(0);
    await embedded?.close();
    throw error;
  }
}

async function createParts(
  config: Config,
  embedded: EmbeddedServices | undefined,
  reception: Ingress,
  log: LogPort,
  metrics: MemoryMetrics,
  circuits: Circuits,
  gate: StreamStartLimiter,
  { port: tracing }: ServerTracing,
  inspector: Inspection['inspector'] | undefined,
): Promise<AppContext> {
  const region = config.aws.region ?? EMBEDDED_REGION;
  const local = (endpoint: string | undefined) =>
    endpoint === undefined ? { region } : { region, endpoint, credentials: EMBEDDED_CREDENTIALS };
  const names = { sessionsTable: config.tables.sessions, connectionsTable: config.tables.connections };
  const tables = createRecordStore({ ...local(embedded?.dynamodb.endpoint), ...names });
  const ensure = () => ensureTables(tables.client, names);
  const tablesKeeper =
    embedded &&
    new TablesKeeper({
      ...{ clock: systemClock, log, ensure },
      onRestored: () => afterRestore({ circuits, supervisor, writer }),
    });
  const store = new ReliableStore({
    store: tables,
    circuit: circuits.dynamodb,
    clock: systemClock,
    random: Math.random,
    limits: config.tableCalls,
    inspector,
    classify: classifyAwsError,
    onMissingTable: () => tablesKeeper?.restore(),
  });
  if (embedded) await ensure().catch((error: unknown) => refuseTables(embedded.dynamodb.endpoint, error));
  else await store.ping();
  const writer = new WriteBehind({
    ...{ store, clock: systemClock, log, metrics },
    isPermanent: (error) => isPermanent(error, embedded !== undefined),
  });
  const functionName = embedded ? EMBEDDED_FUNCTION : config.aws.functionName;
  const pipeline = { ...local(embedded?.lambda.endpoint), functionName };
  const identifiers = createIdentifiers();
  const rates = new RateLimits({ clock: systemClock, metrics, rates: config.rates });
  const monotonicNow = () => performance.now();
  const speechInFlight = new EndToEndLatency();
  const asr = () => asrReportOf(embedded);
  const publicAsr = () => publicAsrReportOf(embedded, config.embedded.asr.modelFolder);
  const sourceLanguages = () => asr()?.languages ?? SOURCE_LANGUAGES;
  const supervisor = new Supervisor({
    store,
    maxStreams: () => Math.min(config.session.maxStreams, asr()?.maxStreams ?? Number.POSITIVE_INFINITY),
    refuseCreation: (userId) => rates.refuseCreation(userId),
    ports: {
      clock: systemClock,
      monotonicNow,
      random: Math.random,
      log,
      metrics,
      transcription: guardedTranscription({
        port: createTranscriptionPort(local(embedded?.transcribe.endpoint)),
        circuit: circuits.transcribe,
        gate,
        clock: systemClock,
        metrics,
        connectTimeoutMs: config.session.transcription.connectTimeoutMs,
      }),
      translation: countedTranslation({
        port: createTranslationPort(pipeline),
        metrics,
        monotonicNow,
        timeoutMs: config.session.forwarder.timeoutMs,
      }),
      audience: reception,
      identifiers,
      tracing,
      speechInFlight,
      writer,
      circuits,
      settings: config.session,
      inspector,
    },
  });
  if (embedded && tablesKeeper) followReturns(embedded, { circuits, log, tables: tablesKeeper });
  return {
    config,
    clock: systemClock,
    monotonicNow,
    identifiers,
    log,
    metrics,
    tracing,
    speechInFlight,
    inspector,
    supervisor,
    connections: new Connections(),
    addresses: new ClientAddress(config.trustedProxies, config.host),
    rates,
    writer,
    tablesKeeper,
    asr: publicAsr,
    sourceLanguages,
    targetOffers: createTargetOffers(config, pipeline, sourceLanguages),
    signatureProblem: (request) =>
      config.aws.delivery && signatureProblem(config.aws.delivery, request, systemClock.unixNow()),
    ...(await createIdentity(config, log)),
  };
}
