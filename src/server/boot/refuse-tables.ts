/** Makes the one line that ends a start without usable tables: which DynamoDB, which setting chose it, and what is wrong. */
import { MISSING_TABLE, StoreError } from '../../actors/records/store-error.ts';
import type { Config } from '../config/config.ts';

/** @param endpoint The emulator's endpoint, if it is used. @throws Error of one line. */
export function refuseTables(
  { aws, tables }: Pick<Config, 'aws' | 'tables'>,
  endpoint: string | undefined,
  error: unknown,
): never {
  throw new Error(
    `DynamoDB ${whichDynamoDb(tables, endpoint, aws.region)} cannot be used: ${whatIsWrong(error, tables)}`,
    {
      cause: error,
    },
  );
}

function whichDynamoDb(
  { address }: Config['tables'],
  endpoint: string | undefined,
  region: string | undefined,
): string {
  if (address !== undefined) return `at ${address.endpoint} (${address.variable})`;
  return endpoint === undefined ? `in ${region} (AWS_REGION)` : `at ${endpoint}`;
}

function whatIsWrong(error: unknown, { sessions, connections }: Config['tables']): string {
  if (error instanceof StoreError && error.failure === MISSING_TABLE) {
    return `there are no tables ${sessions} (SESSIONS_TABLE_NAME) and ${connections} (CONNECTIONS_TABLE_NAME), or their index is missing`;
  }
  // The SDK's error says more than the kind of failure.
  const told = error instanceof StoreError && error.cause instanceof Error ? error.cause : error;
  const [line = ''] = (told instanceof Error ? told.message || told.name : String(told)).split('\n');
  return line;
}
