/** Whose credentials these are, and what AWS's clock says. */
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

export interface ClockSeen {
  /** How far this machine's clock is ahead of AWS's, ms; behind is negative. Right to a second. */
  readonly aheadMs: number;
}

/** Credentials that sign nothing that is sent: the request is only made to learn the address. */
const NOBODY = { accessKeyId: 'nobody', secretAccessKey: 'nobody' };

/**
 * Asks for any answer of AWS's, without credentials, and reads its Date. Never rejects.
 * @param unixNow ms since 1970, by this machine's clock.
 */
export async function askClock(
  options: AccountOptions,
  signal: AbortSignal,
  unixNow: () => number = Date.now,
): Promise<CallOutcome<ClockSeen>> {
  return await settle(
    addressOf(options).then(async (address) => {
      const sentAt = unixNow();
      const response = await fetch(address, { method: 'HEAD', redirect: 'manual', signal });
      const receivedAt = unixNow();
      const theirs = Date.parse(response.headers.get('date') ?? '');
      if (Number.isNaN(theirs)) throw new Error(`the answer of ${address} has no date`);
      // Their clock is cut to a second, and was read about half way through.
      return { aheadMs: Math.round((sentAt + receivedAt) / 2 - (theirs + 500)) };
    }),
  );
}

/** @returns the address that the SDK sends to, with everything that chooses it. */
async function addressOf(options: AccountOptions): Promise<string> {
  const client = new STSClient({ ...clientOptions(options), credentials: NOBODY });
  let address = '';
  client.middlewareStack.add(
    () => async (args) => {
      const { protocol, hostname, port } = args.request as { protocol: string; hostname: string; port?: number };
      address = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}/`;
      throw new Error('nothing is sent');
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  try {
    await client.send(new GetCallerIdentityCommand({}));
  } catch (error) {
    if (address === '') throw error;
  } finally {
    client.destroy();
  }
  return address;
}
