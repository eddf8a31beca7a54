/**
 * A local AWS Lambda with one operation, Invoke: `POST /2015-03-31/functions/{name}/invocations` on 127.0.0.1. Each
 * function runs in its own process. Does not retry events and does not check signatures.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FunctionLayer } from '../../src/integrations/emulators/function-layer.ts';
import { LOOPBACK } from '../../src/protocol/loopback.ts';
import { listenOnLoopback } from '../listen.ts';
import { createLoopbackServer } from '../loopback-server.ts';
import { type LambdaCounters, newCounters } from './counters.ts';
import { calledFunction } from './invoke-request.ts';
import { InvokeService, type ServedFunction } from './invoke-service.ts';
import type { LambdaFaults } from './lambda-faults.ts';
import { LambdaFunction, type LambdaLogLine } from './lambda-function.ts';
import { writeServiceError } from './service-errors.ts';

export interface LambdaFunctionSettings {
  /** Path or file: URL of the module. JavaScript, or TypeScript if this process itself runs under tsx. */
  readonly module: string;
  /** Name of the module's export, an async function of (event, context). Default `handler`. */
  readonly handler?: string;
  /** Default 30,000. Starts when the module has loaded; the loading has `initTimeoutMs` (10,000). */
  readonly timeoutMs?: number;
  readonly initTimeoutMs?: number;
  /** V8's heap limit in MiB. Default 512. */
  readonly memoryMb?: number;
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly layer?: FunctionLayer;
  /** Qualifiers that are accepted besides $LATEST. */
  readonly aliases?: readonly string[];
}

export interface LambdaEndpointOptions {
  /** Keys are the functions' names. */
  readonly functions: Readonly<Record<string, LambdaFunctionSettings>>;
  /** Default 0: a free port. */
  readonly port?: number;
  /** For each function: invocations at once (default 8), waiting events (1,000), and their length in characters (64 Mi). */
  readonly concurrency?: number;
  readonly maxQueuedEvents?: number;
  readonly maxQueuedChars?: number;
  /** How long close() waits for what is queued or running. Default 3,000. */
  readonly drainTimeoutMs?: number;
  /** Region in the functions' ARNs. Default us-east-1. */
  readonly region?: string;
  readonly log?: (line: LambdaLogLine) => void;
  /** Injects faults into calls by the plan that is set on it. One object for each endpoint. */
  readonly faults?: LambdaFaults;
}

export interface LambdaEndpoint {
  readonly endpoint: string;
  readonly port: number;
  readonly counters: Readonly<LambdaCounters>;
  /** Resolves when no event waits and no invocation runs. */
  drained(): Promise<void>;
  /** Refuses new calls, waits for the queues up to `drainTimeoutMs`, ends every process. */
  close(): Promise<void>;
}

/** Account number in ARNs. */
const ACCOUNT = '000000000000';

/** Rejects with one line when a module is missing or the port cannot be used. */
export async function startLambdaEndpoint(options: LambdaEndpointOptions): Promise<LambdaEndpoint> {
  const entries = Object.entries(options.functions).map(
    ([name, settings]) => [name, settings, toUrl(name, settings.module)] as const,
  );
  const counters = newCounters();
  const { faults } = options;
  const functions = new Map<string, ServedFunction>();
  const arnPrefix = `arn:aws:lambda:${options.region ?? 'us-east-1'}:${ACCOUNT}:function:`;
  const service = new InvokeService({ functions, arnPrefix, counters });
  let closing: Promise<void> | undefined;
  const server = createLoopbackServer((incoming, response) => {
    if (closing !== undefined) {
      response.setHeader('connection', 'close');
      writeServiceError(response, { code: 'ServiceException', message: 'The endpoint is closing' });
      return;
    }
    const serve = () => {
      service.answer(incoming, response).catch((error: unknown) => {
        options.log?.({ functionName: '-', source: 'endpoint', line: `a call failed: ${String(error)}` });
        response.destroy();
      });
    };
    if (faults === undefined) serve();
    else faults.take(calledFunction(incoming), incoming, response, serve);
  });
  faults?.guard(server, () => server.closeAllConnections());
  const port = await listenOnLoopback(server, options.port ?? 0);
  for (const [name, settings, moduleUrl] of entries) {
    const runner = newFunction(options, name, settings, moduleUrl, counters);
    functions.set(name, { runner, aliases: ['$LATEST', ...(settings.aliases ?? [])] });
  }
  const runners = [...functions.values()].map(({ runner }) => runner);

  const drained = async (): Promise<void> => {
    await Promise.all(runners.map((runner) => runner.drained()));
  };
  const shutDown = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    faults?.release();
    await within(options.drainTimeoutMs ?? 3_000, drained());
    await Promise.all(runners.map((runner) => runner.end()));
    // The answers of invocations that have just ended are written in this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    server.closeAllConnections();
    await closed;
  };
  const close = (): Promise<void> => {
    closing ??= shutDown();
    return closing;
  };
  return { endpoint: `http://${LOOPBACK}:${port}`, port, counters, drained, close };
}

function newFunction(
  options: LambdaEndpointOptions,
  functionName: string,
  settings: LambdaFunctionSettings,
  moduleUrl: string,
  counters: LambdaCounters,
): LambdaFunction {
  const handler = settings.handler ?? 'handler';
  const memoryMb = settings.memoryMb ?? 512;
  const environment = {
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    ...settings.environment,
  };
  const limits = {
    timeoutMs: settings.timeoutMs ?? 30_000,
    initTimeoutMs: settings.initTimeoutMs ?? 10_000,
    concurrency: options.concurrency ?? 8,
    maxQueuedEvents: options.maxQueuedEvents ?? 1_000,
    maxQueuedChars: options.maxQueuedChars ?? 67_108_864,
  };
  const log = options.log ?? (() => {});
  const code = { moduleUrl, handler, ...(settings.layer === undefined ? {} : { layer: settings.layer }) };
  return new LambdaFunction({ functionName, ...code, memoryMb, environment, ...limits, log }, counters);
}

function toUrl(name: string, module: string): string {
  const url = module.startsWith('file:') ? module : pathToFileURL(module).href;
  if (existsSync(fileURLToPath(url))) return url;
  throw new Error(`function ${name}: no module at ${fileURLToPath(url)}`);
}

async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, bound]);
  clearTimeout(timer);
}
