/** Handlers the endpoint's tests run: each shows one behaviour. */
import { appendFileSync } from 'node:fs';
import { connect } from 'node:net';

interface Context {
  readonly functionName: string;
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly clientContext?: unknown;
  getRemainingTimeInMillis(): number;
}

// A test that must know when this process dies listens on this port.
const lifeline = process.env.LIFELINE_PORT;
if (lifeline !== undefined) connect(Number(lifeline), '127.0.0.1').on('error', () => {});

let calls = 0;

export async function echo(event: unknown, context: Context): Promise<unknown> {
  const { functionName, awsRequestId, invokedFunctionArn, memoryLimitInMB, clientContext } = context;
  const remainingMs = context.getRemainingTimeInMillis();
  calls += 1;
  const greeting = process.env.GREETING;
  return {
    event,
    functionName,
    awsRequestId,
    invokedFunctionArn,
    memoryLimitInMB,
    clientContext,
    remainingMs,
    calls,
    greeting,
  };
}

export async function nothing(): Promise<void> {}

export async function fail(): Promise<never> {
  throw new TypeError('no such language');
}

export async function failOddly(): Promise<never> {
  throw 'a string';
}

export async function crash({ code }: { code?: number }): Promise<unknown> {
  if (code === undefined) return process.pid;
  process.exit(code);
}

export async function unhandled(): Promise<never> {
  setImmediate(() => {
    throw new Error('nobody catches this');
  });
  return new Promise(() => {});
}

/** Waits until the port in the event accepts and closes a connection; `forever` never returns. */
export async function wait({ port, forever }: { port?: number; forever?: boolean }): Promise<number> {
  if (forever) return new Promise(() => {});
  await new Promise((resolve) =>
    connect(port ?? 0, '127.0.0.1')
      .once('close', resolve)
      .once('error', resolve)
      .resume(),
  );
  return process.pid;
}

/** Never lets go of the event loop. */
export async function spin(): Promise<never> {
  for (;;) Math.random();
}

export async function record({ file, n }: { file: string; n: number }): Promise<void> {
  appendFileSync(file, `${n}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}

export async function circular(): Promise<unknown> {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}

export async function huge(): Promise<string> {
  return 'x'.repeat(6_291_456);
}

export async function chatty({ text }: { text: string }): Promise<void> {
  console.log(`out ${text}`);
  await new Promise((resolve) => setImmediate(resolve));
  process.stderr.write(`err ${text}\n`);
}

export const notAFunction = 5;
