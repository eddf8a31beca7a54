/** The server's own store on a DynamoDB of the test: it looks at the tables past the server, and is closed with the test. */
import {
  createRecordStore,
  type RecordStore,
  type RecordStoreOptions,
} from '../../src/integrations/dynamodb/record-store.ts';
import { ensureTables } from '../../src/integrations/dynamodb/tables.ts';
import type { Ending } from './test-server.ts';

export const TABLES = { sessionsTable: 'Sessions', connectionsTable: 'Connections' };
/** The same for a server's settings. */
export const TABLE_NAMES = { sessions: TABLES.sessionsTable, connections: TABLES.connectionsTable };
/** An account that a local endpoint takes for what it is told. */
export const TEST_REGION = 'eu-west-1';
export const TEST_CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

/** Its endpoint may share this process, which a busy machine holds up for seconds. */
const UNHURRIED = { connectTimeoutMs: 60_000, requestTimeoutMs: 60_000 } as const;

/** What a server process in AWS mode is told beside its addresses: the store's account, and a delivery key nobody has. */
export const TEST_ACCOUNT_SETTINGS = {
  ROSTRUM_MODE: 'aws',
  HOST: '127.0.0.1',
  AWS_REGION: TEST_REGION,
  AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
  DELIVERY_ACCESS_KEY_ID: 'AKIADELIVERY',
  DELIVERY_SECRET_ACCESS_KEY: 'nobody delivers here',
} as const;

/** A store whose tables are there, or are made by whoever uses them. */
export function openStore(t: Ending, endpoint: string, options: Partial<RecordStoreOptions> = {}): RecordStore {
  const account = { region: TEST_REGION, credentials: { ...TEST_CREDENTIALS } };
  const store = createRecordStore({ endpoint, ...account, ...TABLES, ...UNHURRIED, ...options });
  t.after(async () => store.close());
  return store;
}

/** A store with its two tables made. */
export async function startStore(
  t: Ending,
  endpoint: string,
  options: Partial<RecordStoreOptions> = {},
): Promise<RecordStore> {
  const store = openStore(t, endpoint, options);
  await ensureTables(store.client, TABLES);
  return store;
}
