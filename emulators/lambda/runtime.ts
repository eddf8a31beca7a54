/**
 * The program inside a function's process. Loads the handler once, starts invocations in the order of their arrival, runs
 * them at the same time, and ends with its parent. Started by RuntimeProcess only; takes RuntimeCommand, sends RuntimeReport.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { SYNC_PAYLOAD_BYTES } from './limits.ts';
import { LogTail } from './log-tail.ts';
import type { FunctionError, Invocation, RuntimeCommand, RuntimeReport } from './runtime-messages.ts';

type Handler = (event: unknown, context: object) => unknown;
type StartCommand = Extract<RuntimeCommand, { type: 'start' }>;

const tails = new AsyncLocalStorage<LogTail>();
let settings: StartCommand | undefined;
let loading: Promise<Handler | undefined> = Promise.resolve(undefined);
let closeLayer: (withinMs: number) => Promise<void> = async () => {};
/** The layer's share of the two seconds that the process has to end. */
const CLOSE_LAYER_MS = 1_000;

captureOutput(process.stdout);
captureOutput(process.stderr);
// Ctrl-C reaches the whole process group. The endpoint drains first, then it ends this process.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => void closeLayer(CLOSE_LAYER_MS).finally(() => process.exit(0)));
process.on('message', (command: RuntimeCommand) => {
  if (command.type === 'start') {
    settings = command;
    // This is the function's own process: its environment is set before its module is read.
    Object.assign(process.env, command.environment, command.layer?.environment);
    loading = load(command);
  } else {
    // Continuations of one promise run in the order they were added: events start in the order of arrival.
    void loading.then((handler) => (handler && settings ? run(handler, settings, command.invocation) : undefined));
  }
});

async function load({ moduleUrl, handler: name, layer }: StartCommand): Promise<Handler | undefined> {
  try {
    if (layer !== undefined) {
      const { close } = (await import(layer.moduleUrl)) as { close?: typeof closeLayer };
      if (close !== undefined) closeLayer = close;
    }
    const module = (await import(moduleUrl)) as Record<string, unknown> & { default?: Record<string, unknown> };
    const handler = module[name] ?? module.default?.[name];
    if (typeof handler !== 'function') {
      return refuse({ errorType: 'Runtime.HandlerNotFound', errorMessage: `${name} is undefined or not a function` });
    }
    report({ type: 'ready' });
    return handler as Handler;
  } catch (error) {
    const { errorMessage, trace } = describe(error);
    return refuse({ errorType: 'Runtime.ImportModuleError', errorMessage, ...(trace ? { trace } : {}) });
  }
}

function refuse(error: FunctionError): undefined {
  process.send?.({ type: 'initFailed', error } satisfies RuntimeReport, () => process.exit(1));
}

function run(handler: Handler, start: StartCommand, invocation: Invocation): Promise<void> {
  const { requestId } = invocation;
  const tail = new LogTail();
  return tails.run(tail, async () => {
    let outcome: { payload: string } | { error: FunctionError };
    try {
      outcome = encode(await handler(JSON.parse(invocation.payload), toContext(start, invocation)));
    } catch (error) {
      outcome = { error: describe(error) };
      console.error(`${requestId}\tInvoke Error\t${JSON.stringify(outcome.error)}`);
    }
    const text = invocation.tail ? tail.text : '';
    report(
      'payload' in outcome
        ? { type: 'succeeded', requestId, payload: outcome.payload, tail: text }
        : { type: 'failed', requestId, error: outcome.error, tail: text },
    );
  });
}

function toContext(start: StartCommand, invocation: Invocation): object {
  const deadline = Date.now() + start.timeoutMs;
  return {
    functionName: start.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: invocation.functionArn,
    awsRequestId: invocation.requestId,
    memoryLimitInMB: String(start.memoryMb),
    logGroupName: `/aws/lambda/${start.functionName}`,
    logStreamName: `local/[$LATEST]${process.pid}`,
    ...(invocation.clientContext === undefined ? {} : { clientContext: JSON.parse(invocation.clientContext) }),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function encode(value: unknown): { payload: string } | { error: FunctionError } {
  let payload: string;
  try {
    payload = JSON.stringify(value) ?? 'null';
  } catch (error) {
    return { error: { ...describe(error), errorType: 'Runtime.MarshalError' } };
  }
  if (Buffer.byteLength(payload) <= SYNC_PAYLOAD_BYTES) return { payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${SYNC_PAYLOAD_BYTES} bytes).`;
  return { error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function report(message: RuntimeReport): void {
  // The callback keeps a parent that has just gone from becoming an uncaught error here; 'disconnect' follows.
  process.send?.(message, () => {});
}

function captureOutput(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (...parameters: unknown[]) => boolean;
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    tails.getStore()?.append(chunk);
    return write(chunk, ...rest);
  }) as typeof stream.write;
}
