/** Out: invokes the translation pipeline in AWS Lambda, asynchronously. Makes one attempt; the forwarder retries. */
import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { TranslationPort } from '../../actors/ports/translation.ts';
import type { InvocationMetrics } from './invocation-metrics.ts';
import { failed, toFailedTranslation } from './lambda-errors.ts';

export interface TranslationOptions {
  /** Name or ARN. */
  readonly functionName: string;
  readonly region: string;
  readonly endpoint?: string;
  /** By default the SDK's default chain. */
  readonly credentials?: NonNullable<LambdaClientConfig['credentials']>;
}

/** Each session forwards one transcript at a time. More concurrent calls than this wait for a connection. */
const MAX_CONNECTIONS = 200;

const ignore = () => {};
/** Failures are in the outcome; without a logger of its own the SDK may also write to the console. */
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
const AGENT = { keepAlive: true, maxSockets: MAX_CONNECTIONS };

/**
 * @param counted Counts every attempt.
 * @returns the port; its `close` closes the idle connections.
 */
export function createTranslationPort(
  options: TranslationOptions,
  counted?: InvocationMetrics,
): TranslationPort & { close(): void } {
  const { functionName, ...service } = options;
  const client = new LambdaClient({
    ...service,
    maxAttempts: 1,
    logger: SILENT,
    requestHandler: { httpAgent: AGENT, httpsAgent: AGENT },
  });
  const attempt: TranslationPort['invoke'] = async (request, signal) => {
    if (signal.aborted) return failed('aborted', 'cancelled before the call');
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(request)),
    });
    try {
      // The client throws for a status of 300 and above.
      const { FunctionError } = await client.send(command, { abortSignal: signal });
      // An Event invocation is answered before the function runs; an emulator may run it first and report its error.
      return FunctionError === undefined ? { ok: true } : failed('functionError', FunctionError);
    } catch (error) {
      return toFailedTranslation(error);
    }
  };
  return {
    async invoke(request, signal) {
      const begunAt = counted?.begun() ?? 0;
      const outcome = await attempt(request, signal);
      counted?.ended(begunAt, outcome, signal.aborted);
      return outcome;
    },
    close: () => client.destroy(),
  };
}
