/**
 * Step two of the start. Opens everything outside the process: stores, ports to the services, tracing, and in embedded
 * mode the emulators. Knows no sessions and no sockets.
 */
import type { IdentifierPort } from '../../actors/ports/identifiers.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { TracingPort } from '../../actors/ports/tracing.ts';
import type { TranscriptionPort } from '../../actors/ports/transcription.ts';
import type { TranslationPort } from '../../actors/ports/translation.ts';
import { createRecordStore, type RecordStore } from '../../integrations/dynamodb/record-store.ts';
import { ensureTables } from '../../integrations/dynamodb/tables.ts';
import { EMBEDDED_CREDENTIALS, EMBEDDED_FUNCTION, EMBEDDED_REGION } from '../../integrations/emulators/account.ts';
import type { EmbeddedServices } from '../../integrations/emulators/services.ts';
import { LoopTurns } from '../../integrations/event-loop/loop-turns.ts';
import { createIdentifiers } from '../../integrations/identifiers/identifiers.ts';
import { InvocationMetrics } from '../../integrations/lambda/invocation-metrics.ts';
import type { TranslationOptions } from '../../integrations/lambda/sdk-invoke.ts';
import { createTranslationPort } from '../../integrations/lambda/translation-port.ts';
import { MemoryMetrics } from '../../integrations/metrics/memory-metrics.ts';
import { createTranscriptionPort } from '../../integrations/transcribe/transcribe-port.ts';
import type { Config } from '../config/config.ts';
import type { CloseStack } from './close-stack.ts';
import { createIdentity, type Identity } from './identity.ts';
import { createInspection, type Inspection } from './introspection.ts';
import { type StartServices, serviceOptions } from './local-services.ts';
import { startServerTracing } from './tracing.ts';

export interface IntegrationsDeps {
  readonly config: Config;
  readonly log: LogPort;
  /** The address that the pipeline delivers to: this server. */
  readonly url: string;
  /** Called in embedded mode only. */
  readonly startServices: StartServices;
}

export interface Integrations {
  readonly metrics: MemoryMetrics;
  /** Undefined in AWS mode. */
  readonly services: EmbeddedServices | undefined;
  readonly inspection: Inspection;
  readonly tracing: TracingPort;
  /** For work that may wait for audio: transcripts and rows. */
  readonly turns: LoopTurns;
  /** Makes one attempt for each call. */
  readonly records: RecordStore;
  /** Makes the tables that are missing. Resolves with their names. */
  readonly ensureTables: () => Promise<readonly string[]>;
  readonly transcription: TranscriptionPort;
  readonly translation: TranslationPort;
  /** The address and name of the translation pipeline. */
  readonly pipeline: TranslationOptions;
  readonly identifiers: IdentifierPort;
  readonly identity: Identity;
}

/** Rejects with one line. `closing` holds what has been started until then. */
export async function startIntegrations(
  { config, log, startServices, url }: IntegrationsDeps,
  closing: CloseStack,
): Promise<Integrations> {
  const metrics = new MemoryMetrics();
  const isEmbedded = config.mode === 'embedded';
  const services = isEmbedded ? await startServices(serviceOptions(config, url, log, metrics)) : undefined;
  closing.add('local services', () => services?.close());
  const tracing = await startServerTracing({ settings: config.traces, log, metrics });
  closing.add('tracing', ({ spansMs }) => tracing.close(spansMs));
  const turns = new LoopTurns();
  const region = config.aws.region ?? EMBEDDED_REGION;
  const at = (endpoint: string | undefined) =>
    endpoint === undefined ? { region } : { region, endpoint, credentials: EMBEDDED_CREDENTIALS };
  const names = { sessionsTable: config.tables.sessions, connectionsTable: config.tables.connections };
  const records = createRecordStore({ ...at(services?.dynamodb.endpoint), ...names });
  closing.add('record store', () => records.close());
  const functionName = services ? EMBEDDED_FUNCTION : config.aws.functionName;
  const pipeline = { ...at(services?.lambda.endpoint), functionName };
  const { timeoutMs } = config.session.forwarder;
  const invocations = new InvocationMetrics({ metrics, monotonicNow: () => performance.now(), timeoutMs });
  const translation = createTranslationPort(pipeline, {
    counted: invocations,
    onSlowCalls: () => log.info('invoke_pipeline', 'calls of Lambda cost more: the AWS SDK makes them as a whole'),
  });
  closing.add('translation', () => translation.close());
  return {
    metrics,
    services,
    inspection: createInspection(config.inspectPort),
    tracing: tracing.port,
    records,
    ensureTables: () => ensureTables(records.client, names),
    turns,
    transcription: createTranscriptionPort({ ...at(services?.transcribe.endpoint), turns }),
    translation,
    pipeline,
    identifiers: createIdentifiers(),
    identity: await createIdentity(config, log),
  };
}
