/** What a table is like: its keys and index, its expiry, its recovery. */
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { CONNECTIONS_TTL, connectionsTable, SESSIONS_TTL, sessionsTable } from '../dynamodb/tables.ts';
import { type CallOutcome, settle } from './call-outcome.ts';
import { type AccountOptions, clientOptions } from './client-options.ts';

/** Each key as `name HASH` or `name RANGE`. */
export type Keys = readonly string[];

export interface IndexDescription {
  readonly name: string;
  readonly keys: Keys;
  /** ACTIVE when it can be used; a local DynamoDB may not say it. */
  readonly status: string;
  /** ALL when queries get whole rows. */
  readonly projection: string;
}

export interface TableDescription {
  readonly status: string;
  readonly keys: Keys;
  readonly indexes: readonly IndexDescription[];
}

/** Of one table, as the server would create it. */
export interface WantedTable {
  readonly keys: Keys;
  readonly index: Omit<IndexDescription, 'status'> | undefined;
  /** The attribute by which rows expire. */
  readonly ttl: string;
}

export const WANTED_TABLES: Readonly<Record<'sessions' | 'connections', WantedTable>> = {
  sessions: { keys: toKeys(sessionsTable('').KeySchema), index: undefined, ttl: SESSIONS_TTL },
  connections: {
    keys: toKeys(connectionsTable('').KeySchema),
    index: connectionsTable('').GlobalSecondaryIndexes.map(toWantedIndex)[0],
    ttl: CONNECTIONS_TTL,
  },
};

/** Never rejects; nor do the others. */
export function describeTable(
  options: AccountOptions,
  table: string,
  signal: AbortSignal,
): Promise<CallOutcome<TableDescription>> {
  return withClient(options, async (client) => {
    const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: table }), { abortSignal: signal });
    const { TableStatus = 'unknown', KeySchema, GlobalSecondaryIndexes = [] } = Table;
    const indexes = GlobalSecondaryIndexes.map(({ IndexName = '', KeySchema: keys, IndexStatus, Projection }) => ({
      name: IndexName,
      keys: toKeys(keys),
      status: IndexStatus ?? 'ACTIVE',
      projection: Projection?.ProjectionType ?? 'unknown',
    }));
    return { status: TableStatus, keys: toKeys(KeySchema), indexes };
  });
}

export interface Expiry {
  /** ENABLED, ENABLING, DISABLED or DISABLING. */
  readonly status: string;
  readonly attribute: string | undefined;
}

export function describeExpiry(
  options: AccountOptions,
  table: string,
  signal: AbortSignal,
): Promise<CallOutcome<Expiry>> {
  return withClient(options, async (client) => {
    const command = new DescribeTimeToLiveCommand({ TableName: table });
    const { TimeToLiveDescription = {} } = await client.send(command, { abortSignal: signal });
    const { TimeToLiveStatus = 'DISABLED', AttributeName } = TimeToLiveDescription;
    return { status: TimeToLiveStatus, attribute: AttributeName };
  });
}

/** @returns whether the table can be restored to any second of the last days (point-in-time recovery). */
export function describeRecovery(
  options: AccountOptions,
  table: string,
  signal: AbortSignal,
): Promise<CallOutcome<boolean>> {
  return withClient(options, async (client) => {
    const command = new DescribeContinuousBackupsCommand({ TableName: table });
    const { ContinuousBackupsDescription } = await client.send(command, { abortSignal: signal });
    return ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
  });
}

async function withClient<Value>(
  options: AccountOptions,
  ask: (client: DynamoDBClient) => Promise<Value>,
): Promise<CallOutcome<Value>> {
  const client = new DynamoDBClient(clientOptions(options));
  try {
    return await settle(ask(client));
  } finally {
    client.destroy();
  }
}

function toKeys(schema: readonly Partial<KeySchemaElement>[] = []): Keys {
  return schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`);
}

function toWantedIndex(index: {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: { readonly ProjectionType: string };
}): Omit<IndexDescription, 'status'> {
  return { name: index.IndexName, keys: toKeys(index.KeySchema), projection: index.Projection.ProjectionType };
}
