/**
 * The composition root: runs the steps of the start in order. At the end, or when a step fails, it closes what they
 * started, in reverse order.
 */
import type { LogPort, MetricsPort } from '../../actors/ports/telemetry.ts';
import { systemClock } from '../../integrations/clock.ts';
import type { EmbeddedServices } from '../../integrations/emulators/services.ts';
import { startSupervisedServices } from '../../integrations/emulators/supervised-services.ts';
import type { Inspector } from '../../integrations/inspector/inspector.ts';
import type { Config } from '../config/config.ts';
import type { Connections } from '../sockets/connections.ts';
import { type Actors, startActors } from './actors.ts';
import { CloseStack, NO_FLUSH } from './close-stack.ts';
import { startIntegrations } from './integrations.ts';
import type { StartServices } from './local-services.ts';
import { openIngress, openServer } from './server.ts';
import { drain } from './shutdown.ts';

export interface RunningServer {
  readonly port: number;
  readonly adminPort: number;
  /** Address for clients and the pipeline. */
  readonly url: string;
  /** The inspector's page; undefined while the inspector is off. */
  readonly inspectUrl: string | undefined;
  /** For tests. */
  readonly parts: RunningDeps;
  readonly embedded: EmbeddedServices | undefined;
  /** Makes /readyz answer 503, so that load balancers send no new clients. Everything else is served as before. */
  announceDrain(): void;
  /** Forwards what was said, then closes every socket with 1001; takes at most the drain time. Idempotent. */
  close(): Promise<void>;
}

export interface RunningDeps extends Pick<Actors, 'sessions' | 'writer' | 'segmentJourneys' | 'monotonicNow'> {
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly inspector: Inspector | undefined;
  readonly connections: Connections;
}

const STEPS = { openIngress, startIntegrations, startActors, openServer, drain };
/** Tests replace some steps. */
export type StartSteps = typeof STEPS;

/**
 * Rejects with one clear line when a port is taken, an engine is missing or a table cannot be reached.
 * @param startServices Starts the services of embedded mode; by default in another process.
 */
export async function startServer(
  config: Config,
  log: LogPort,
  startServices: StartServices = startSupervisedServices,
  steps: StartSteps = STEPS,
): Promise<RunningServer> {
  const closing = new CloseStack(log);
  try {
    return await start({ config, log, startServices }, steps, closing);
  } catch (error) {
    await closing.close(NO_FLUSH);
    throw error;
  }
}

async function start(
  { config, log, startServices }: { config: Config; log: LogPort; startServices: StartServices },
  steps: StartSteps,
  closing: CloseStack,
): Promise<RunningServer> {
  const clock = systemClock;
  const listening = await steps.openIngress({ clock, config, log }, closing);
  const { ingress, port, url } = listening;
  const integrations = await steps.startIntegrations({ config, log, url, startServices }, closing);
  const actors = await steps.startActors(
    { config, clock, random: Math.random, log, audience: ingress, integrations },
    closing,
  );
  const server = await steps.openServer({ config, clock, log, listening, integrations, actors }, closing);
  const { adminPort, connections, inspectUrl } = server;
  const { metrics, services: embedded } = integrations;
  const { monotonicNow, segmentJourneys, sessions, writer } = actors;
  const { inspector } = integrations.inspection;
  let ending: Promise<void> | undefined;
  const end = async () => {
    const times = await steps.drain({ config, clock, connections, ingress, log, host: sessions.host, writer });
    await closing.close(times);
  };
  return {
    ...{ port, adminPort, url, inspectUrl, embedded },
    parts: { log, metrics, inspector, connections, sessions, writer, segmentJourneys, monotonicNow },
    announceDrain: () => ingress.announceDrain(),
    close: () => {
      ending ??= end();
      return ending;
    },
  };
}
