/** Starts an endpoint over the test handlers, and a real SDK client for it; both end with the test. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import {
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  LambdaClient,
  type LambdaServiceException,
} from '@aws-sdk/client-lambda';
import {
  type LambdaEndpoint,
  type LambdaEndpointOptions,
  type LambdaFunctionSettings,
  startLambdaEndpoint,
} from '../../../emulators/lambda/endpoint.ts';
import type { LambdaLogLine } from '../../../emulators/lambda/lambda-function.ts';

const FUNCTIONS = new URL('./handlers/functions.ts', import.meta.url).href;

export interface LambdaFixture extends LambdaEndpoint {
  readonly client: LambdaClient;
  readonly lines: LambdaLogLine[];
  /** Resolves with the first line, past or future, that matches. */
  line(pattern: RegExp): Promise<LambdaLogLine>;
  invoke(name: string, event?: unknown, more?: Partial<InvokeCommandInput>): Promise<InvokeCommandOutput>;
}

/** `handlers` are exports of functions.ts, served under their own names. */
export async function startFixture(
  t: TestContext,
  handlers: readonly string[],
  settings: Partial<LambdaFunctionSettings> = {},
  options: Partial<LambdaEndpointOptions> = {},
): Promise<LambdaFixture> {
  const lines: LambdaLogLine[] = [];
  const waiting = new Set<() => void>();
  const own = handlers.map((handler) => [handler, { module: FUNCTIONS, handler, ...settings }] as const);
  const endpoint = await startLambdaEndpoint({
    ...options,
    functions: { ...Object.fromEntries(own), ...options.functions },
    log: (line) => {
      lines.push(line);
      for (const check of waiting) check();
    },
  });
  const client = new LambdaClient({
    endpoint: endpoint.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  t.after(async () => {
    client.destroy();
    await endpoint.close();
  });
  const line = (pattern: RegExp): Promise<LambdaLogLine> =>
    new Promise((resolve) => {
      const check = (): void => {
        const found = lines.find((entry) => pattern.test(entry.line));
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  const invoke = (name: string, event?: unknown, more: Partial<InvokeCommandInput> = {}) => {
    const payload = event === undefined ? {} : { Payload: JSON.stringify(event) };
    return client.send(new InvokeCommand({ FunctionName: name, ...payload, ...more }));
  };
  return { ...endpoint, client, lines, line, invoke };
}

export function payloadOf(output: InvokeCommandOutput): unknown {
  const text = output.Payload?.transformToString() ?? '';
  return text === '' ? undefined : JSON.parse(text);
}

/** For assert.rejects: the SDK's error has this HTTP status and these members. */
export function refusal(status: number, members: Readonly<Record<string, string>>): (error: unknown) => boolean {
  return (error) => {
    const seen = error as LambdaServiceException & Record<string, unknown>;
    assert.equal(seen.$metadata.httpStatusCode, status);
    assert.deepEqual(Object.fromEntries(Object.keys(members).map((name) => [name, seen[name]])), members);
    return true;
  };
}
