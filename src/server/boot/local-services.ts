/**
 * Embedded mode: the options of the local services, the logging and counting of their events, and what happens after
 * their restart.
 */
import { fileURLToPath } from 'node:url';
import type { LogPort, MetricsPort } from '../../actors/ports/telemetry.ts';
import type { WriteBehind } from '../../actors/records/write-behind.ts';
import type { SessionHost } from '../../actors/session/session-host.ts';
import type { EmbeddedServices } from '../../integrations/emulators/services.ts';
import type { EmbeddedSettings } from '../../integrations/emulators/settings.ts';
import type { ServicesEvent, SupervisedOptions } from '../../integrations/emulators/supervised-services.ts';
import { relayedLine } from '../../integrations/logging/relayed-line.ts';
import type { Config } from '../config/config.ts';
import { logRecogniser } from './recogniser-report.ts';
import type { TablesKeeper } from './tables-keeper.ts';
import { pipelineLayer } from './tracing.ts';

/** Starts the local services: in another process or, in tests, in this one. Rejects with one line. */
export type StartServices = (options: SupervisedOptions) => Promise<EmbeddedServices>;

const PIPELINE_MODULE = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('../../../pipeline/handler.ts', import.meta.url)
    : new URL('../../pipeline/handler.js', import.meta.url),
);

/** @param deliveryEndpoint The address that the pipeline delivers to: this server. */
export function serviceOptions(
  config: Config,
  deliveryEndpoint: string,
  log: LogPort,
  metrics: MetricsPort,
): SupervisedOptions {
  return {
    ...embeddedSettings(config, deliveryEndpoint),
    log: (service, line) =>
      log.info('embedded', 'embedded service output', { service, line: relayedLine(service, line) }),
    onEvent: (event) => tell(event, log, metrics),
  };
}

/** What the local services serve and where they keep it, as plain data. */
export function embeddedSettings(config: Config, deliveryEndpoint: string): EmbeddedSettings {
  return {
    dataFolder: config.embedded.dataFolder,
    dynamodbEndpoint: config.embedded.dynamodbEndpoint,
    asr: config.embedded.asr,
    faultsPort: config.embedded.faultsPort,
    connectionsTable: config.tables.connections,
    pipelineModule: PIPELINE_MODULE,
    pipelineLayer: pipelineLayer(config.traces),
    deliveryEndpoint,
    trustedCertFile: config.tls?.certFile,
  };
}

type Returning = { serviceReturned(): void };

export interface ReturnDeps {
  readonly circuits: { readonly [Service in 'transcribe' | 'lambda']: Returning };
  readonly tables: Pick<TablesKeeper, 'restore'>;
  readonly log: LogPort;
}

/** After a restart of the services: closes their circuit breakers and makes the tables again, which may be empty. */
export function followReturns(
  services: Pick<EmbeddedServices, 'asr' | 'onReturn'>,
  { circuits, tables, log }: ReturnDeps,
): void {
  services.onReturn(() => {
    logRecogniser(services, log);
    circuits.transcribe.serviceReturned();
    circuits.lambda.serviceReturned();
    tables.restore();
  });
}

export interface RestoreDeps {
  readonly circuits: { readonly dynamodb: Returning };
  readonly host: Pick<SessionHost, 'rewriteRows'>;
  readonly writer: Pick<WriteBehind, 'tableReturned'>;
}

/** Once the tables are back: calls go through, waiting writes start at once, every live session writes its row again. */
export function afterRestore({ circuits, host, writer }: RestoreDeps): void {
  circuits.dynamodb.serviceReturned();
  writer.tableReturned();
  host.rewriteRows();
}

function tell(event: ServicesEvent, log: LogPort, metrics: MetricsPort): void {
  if (event.kind === 'counted') {
    metrics.count('LocalRecogniserEvents', event.by, { what: event.what });
    return;
  }
  if (event.kind === 'ended') {
    metrics.count('LocalServicesEnded');
    const { how, retryMs } = event;
    log.error('embedded', 'local services ended', { code: 'SERVICE_UNAVAILABLE', how, retryMs });
    return;
  }
  const { awayMs, pid } = event;
  log.info('embedded', 'local services are back', { pid, awayMs });
}
