/** The same call made by ours and by the SDK alone, with the same settings, each over its own connections. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { InvokeCall } from '../../../src/integrations/lambda/invoke-call.ts';
import { toFailedTranslation } from '../../../src/integrations/lambda/lambda-errors.ts';
import { SdkInvoke, type TranslationOptions } from '../../../src/integrations/lambda/sdk-invoke.ts';
import { type Answer, type RawLambda, startRawLambda } from './raw-lambda.ts';

export const SPEECH = Buffer.from('{"transcriptText":"Grüße aus Zürich, ça va? 你好 👋"}');
export const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

export interface BothWays {
  /** @param invocationId Otherwise a new one. */
  ours(payload: Uint8Array, signal?: AbortSignal, invocationId?: string): Promise<string | undefined>;
  theirs(payload: Uint8Array, signal?: AbortSignal): Promise<string | undefined>;
  /** How often ours left a call to the SDK. */
  readonly slowCalls: () => number;
  /** Closes and forgets the connections, so that the next calls make new ones. */
  close(): void;
}

export function bothWays(
  t: TestContext,
  options: Partial<TranslationOptions> & { readonly endpoint: string },
): BothWays {
  const all = { functionName: 'pipeline', region: 'eu-west-1', credentials: KEYS, ...options };
  const { functionName, ...service } = all;
  let slow = 0;
  let nextId: string | undefined;
  const sdk = new SdkInvoke(all);
  const call = new InvokeCall({
    sdk,
    onSlowCalls: () => {
      slow += 1;
    },
    newId: () => nextId ?? crypto.randomUUID(),
  });
  const ignore = () => {};
  const client = new LambdaClient({
    ...service,
    maxAttempts: 1,
    logger: { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  const close = () => {
    sdk.close();
    client.destroy();
  };
  t.after(close);
  return {
    async ours(payload, signal = new AbortController().signal, invocationId) {
      nextId = invocationId;
      return (await call.send(payload, signal)).functionError;
    },
    async theirs(payload, signal = new AbortController().signal) {
      const command = new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload: payload });
      return (await client.send(command, { abortSignal: signal })).FunctionError;
    },
    slowCalls: () => slow,
    close,
  };
}

/** What a call came to: its answer, or what was thrown. */
export async function outcomeOf(
  call: Promise<string | undefined>,
): Promise<{ readonly error?: unknown; readonly functionError?: string | undefined }> {
  try {
    return { functionError: await call };
  } catch (error) {
    return { error };
  }
}

/** What is the same whichever way a call failed: more than the product uses. */
export function traits(error: unknown) {
  const { name, message, $fault, code, $metadata } = error as Error & {
    readonly $fault?: string;
    readonly code?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const { failure, verdict } = toFailedTranslation(error);
  const [said] = message.split('\n');
  return { name, said, $fault, code, status: $metadata?.httpStatusCode, failure, verdict };
}

/** @returns the traits of the failure that both ways give. */
export async function sameFailure(ways: BothWays, what: string) {
  const theirs = await outcomeOf(ways.theirs(SPEECH));
  const ours = await outcomeOf(ways.ours(SPEECH));
  assert.ok(theirs.error !== undefined && ours.error !== undefined, `${what}: both fail`);
  assert.deepEqual(traits(ours.error), traits(theirs.error), what);
  return traits(ours.error);
}

/** A Lambda, and both ways to call it. */
export async function startBothWays(
  t: TestContext,
  first?: Answer,
): Promise<{ readonly lambda: RawLambda; readonly ways: BothWays }> {
  const lambda = await startRawLambda(t, first);
  return { lambda, ways: bothWays(t, { endpoint: lambda.endpoint }) };
}
