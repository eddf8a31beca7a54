/** Whether the pipeline's function is there and may be invoked: Lambda checks, and runs nothing. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type CallOutcome, settle } from './call-outcome.ts';
import { type AccountOptions, clientOptions } from './client-options.ts';

/** @param functionName Name or ARN. @returns the status: 204 when it may be invoked. Never rejects. */
export async function dryRun(
  options: AccountOptions,
  functionName: string,
  signal: AbortSignal,
): Promise<CallOutcome<number>> {
  const client = new LambdaClient(clientOptions(options));
  const command = new InvokeCommand({ FunctionName: functionName, InvocationType: 'DryRun' });
  try {
    return await settle(client.send(command, { abortSignal: signal }).then(({ StatusCode = 0 }) => StatusCode));
  } finally {
    client.destroy();
  }
}
