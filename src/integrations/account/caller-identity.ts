/** Whose credentials these are. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type CallOutcome, settle } from './call-outcome.ts';
import { type AccountOptions, clientOptions } from './client-options.ts';

export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
}

/** Every valid credential may ask this. Never rejects. */
export async function askIdentity(options: AccountOptions, signal: AbortSignal): Promise<CallOutcome<CallerIdentity>> {
  const client = new STSClient(clientOptions(options));
  try {
    return await settle(
      client
        .send(new GetCallerIdentityCommand({}), { abortSignal: signal })
        .then(({ Account = '', Arn = '' }) => ({ account: Account, arn: Arn })),
    );
  } finally {
    client.destroy();
  }
}
