/** What AWS's clock says. */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type CallOutcome, settle } from './call-outcome.ts';
import { type AccountOptions, clientOptions } from './client-options.ts';

export interface ClockSeen {
  /** How far this machine's clock is ahead of AWS's, ms; behind is negative. Right to a second. */
  readonly aheadMs: number;
}

/** Credentials that sign nothing that is sent: the request is only made to learn the address. */
const NOBODY = { accessKeyId: 'nobody', secretAccessKey: 'nobody' };

/**
 * Asks DynamoDB for any answer, without credentials, and reads its Date: the server talks to DynamoDB anyway, and a network may
 * let nothing else through. Never rejects.
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
  const client = new DynamoDBClient({ ...clientOptions(options), credentials: NOBODY });
  // Never asked for: any name does.
  const table = 'Sessions';
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
    await client.send(new DescribeTableCommand({ TableName: table }));
  } catch (error) {
    if (address === '') throw error;
  } finally {
    client.destroy();
  }
  return address;
}
