/** Out: invokes the translation pipeline in AWS Lambda, asynchronously. One attempt a call; retries are the forwarder's. */
import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { TranslationPort } from '../../actors/ports/translation.ts';
import type { InvocationMetrics } from './invocation-metrics.ts';
import { failed, failureOf } from './lambda-errors.ts';

export interface TranslationOptions {
  /** Name or ARN. */
  readonly functionName: string;
  readonly region: string;
  readonly endpoint?: string;
  /** The SDK's default chain when absent. */
  readonly credentials?: NonNullable<LambdaClientConfig['credentials']>;
}

/** Sessions forward one transcript at a time each; more calls than this wait for a connection. */
const MAX_CONNECTIONS = 200;

const ignore = () => {};
/** What the SDK has to say is said by the outcome; without a logger of ours it may write to the console. */
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
const AGENT = { keepAlive: true, maxSockets: MAX_CONNECTIONS };

/**
 * @param counted Told of every attempt.
 * @returns the port, and `close` to give its idle connections back.
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
    if (signal.aborted) return failed('aborted', 'before the call');
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(request)),
    });
    try {
      // A status of 300 and above is thrown by the client.
      const { FunctionError } = await client.send(command, { abortSignal: signal });
      // Event is answered before the function runs; an endpoint that ran it after all may tell.
      return FunctionError === undefined ? { ok: true } : failed('functionError', FunctionError);
    } catch (error) {
      return failureOf(error);
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
