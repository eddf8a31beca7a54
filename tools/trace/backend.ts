/** Runs the collector, Jaeger and the server as processes on loopback, with the repository's configuration files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../testkit/programs/free-ports.ts';
import { TracedProgram } from './program.ts';
import { SERVER } from './promises.ts';
import { COLLECTOR_CONFIG, JAEGER_CONFIG, type Tools } from './tools.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Nobody listens there. */
const DISCARD_PORT = 9;

export interface BackendOptions {
  readonly tools: Tools;
  readonly environment: NodeJS.ProcessEnv;
  readonly onLine: (name: string, line: string) => void;
  /** The Prometheus that Jaeger's Monitor tab reads. By default none: the tab has no figures. */
  readonly prometheusUrl?: string;
}

export interface Telemetry {
  /** Address to which spans are posted. */
  readonly otlpUrl: string;
  readonly jaegerUrl: string;
  /** Address of the collector's metrics about spans. */
  readonly spanMetricsUrl: string;
  /** Rejects when one of the processes ends. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
}

export interface Backend extends Telemetry {
  readonly serverUrl: string;
}

/**
 * Starts the collector and Jaeger.
 * @param collectorSettings added to settings that keep every trace and decide on it soon.
 * @throws CommandFailure with the output of the first program that does not start.
 */
export async function startTelemetry(
  { tools, environment, onLine, prometheusUrl = `http://${at(DISCARD_PORT)}` }: BackendOptions,
  collectorSettings: Readonly<Record<string, string>> = {},
): Promise<Telemetry> {
  const [grpc, http, health, spanMetrics, ownMetrics, jaegerIn, jaegerQuery, jaegerQueryGrpc, jaegerHealth] =
    await freePorts(9);
  const jaeger = program('Jaeger', tools.jaeger, ['--config', JAEGER_CONFIG], environment, onLine, {
    HEALTH_ENDPOINT: at(jaegerHealth),
    JAEGER_QUERY_ENDPOINT: at(jaegerQuery),
    JAEGER_QUERY_GRPC_ENDPOINT: at(jaegerQueryGrpc),
    JAEGER_OTLP_ENDPOINT: at(jaegerIn),
    PROMETHEUS_URL: prometheusUrl,
    BATCH_TIMEOUT: '200ms',
    // Otherwise Jaeger traces itself.
    OTEL_TRACES_SAMPLER: 'always_off',
  });
  const collector = program('the collector', tools.collector, ['--config', COLLECTOR_CONFIG], environment, onLine, {
    HEALTH_ENDPOINT: at(health),
    OTLP_GRPC_ENDPOINT: at(grpc),
    OTLP_HTTP_ENDPOINT: at(http),
    JAEGER_ENDPOINT: at(jaegerIn),
    PROMETHEUS_ENDPOINT: at(spanMetrics),
    OWN_METRICS_HOST: '127.0.0.1',
    OWN_METRICS_PORT: String(ownMetrics),
    BATCH_TIMEOUT: '200ms',
    SPAN_METRICS_INTERVAL: '1s',
    TRACE_SHARE_PERCENT: '100',
    DECISION_WAIT_AFTER_ROOT: '4s',
    ...collectorSettings,
  });
  const stop = async () => {
    await collector.stop();
    await jaeger.stop();
  };
  try {
    await Promise.all([
      jaeger.answers(`http://${at(jaegerHealth)}/status`),
      collector.answers(`http://${at(health)}/`),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    otlpUrl: `http://${at(http)}`,
    jaegerUrl: `http://${at(jaegerQuery)}`,
    spanMetricsUrl: `http://${at(spanMetrics)}/metrics`,
    died: quiet(Promise.race([jaeger.died, collector.died])),
    stop,
  };
}

/** Starts all three. The server is in embedded mode and samples every trace. @throws CommandFailure as `startTelemetry`. */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  const telemetry = await startTelemetry(options);
  const [port, admin] = await freePorts(2);
  const server = program('the server', process.execPath, serverProgram(), options.environment, options.onLine, {
    ROSTRUM_MODE: 'embedded',
    PORT: String(port),
    ADMIN_PORT: String(admin),
    OTEL_SERVICE_NAME: SERVER,
    OTEL_EXPORTER_OTLP_ENDPOINT: telemetry.otlpUrl,
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    OTEL_METRICS_EXPORTER: 'none',
  });
  // The server stops first, so that the others still receive its last spans.
  const stop = async () => {
    await server.stop();
    await telemetry.stop();
  };
  try {
    await server.answers(`http://${at(port)}/readyz`);
  } catch (error) {
    await stop();
    throw error;
  }
  const died = quiet(Promise.race([telemetry.died, server.died]));
  return { ...telemetry, serverUrl: `http://${at(port)}`, died, stop };
}

function program(
  name: string,
  path: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  onLine: BackendOptions['onLine'],
  settings: Readonly<Record<string, string>>,
): TracedProgram {
  const told = { ...withoutSettings(environment), ...settings };
  return new TracedProgram({ name, path, args, environment: told, onLine: (line) => onLine(name, line) });
}

const at = (port: number | undefined) => `127.0.0.1:${port}`;

/** Prevents an unhandled rejection when nothing awaits the promise any more. */
function quiet(died: Promise<never>): Promise<never> {
  died.catch(() => {});
  return died;
}

/** Removes the caller's telemetry and server settings, which must not affect these processes. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const meant = Object.entries(environment).filter(([name]) => !/^(OTEL_|AWS_|DATA_FOLDER$|TLS_)/.test(name));
  return { ...Object.fromEntries(meant), AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
}

/** The sources if they can be run, as in a checkout; otherwise the build. */
function serverProgram(): string[] {
  const source = join(ROOT, 'src/server/index.ts');
  return existsSync(source) ? ['--import', import.meta.resolve('tsx'), source] : [join(ROOT, 'dist/server/index.js')];
}
