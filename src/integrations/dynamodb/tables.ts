/** Creates the two tables and their index where they are missing. Never changes an existing table. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';

export interface TableNames {
  readonly sessionsTable: string;
  readonly connectionsTable: string;
}

/** Listeners of a session, by language. */
export const LISTENERS_INDEX = 'sessionId-targetLanguage-index';
/** The attributes by which DynamoDB deletes expired rows, Unix seconds. */
export const SESSIONS_TTL = 'expiresAt';
export const CONNECTIONS_TTL = 'ttl';

/** How long a new table may take to become active. */
export const READY_WITHIN_MS = 60_000;
export const FIRST_LOOK_AFTER_MS = 50;
export const LOOK_AT_MOST_EVERY_MS = 1_000;

/** Resolves, once both tables are active, with the names of the tables it created. */
export async function ensureTables(client: DynamoDBClient, names: TableNames): Promise<string[]> {
  const made = await Promise.all([
    ensureTable(client, sessionsTable(names.sessionsTable), SESSIONS_TTL),
    ensureTable(client, connectionsTable(names.connectionsTable), CONNECTIONS_TTL),
  ]);
  return made.filter((name) => name !== undefined);
}

/**
 * Each turn begins with what is there, because a table can vanish while it is being made: a local DynamoDB that dies comes
 * back empty. Who only waits for a table waits for one that nobody makes.
 */
async function ensureTable(
  client: DynamoDBClient,
  table: CreateTableCommandInput & { readonly TableName: string },
  ttlAttribute: string,
): Promise<string | undefined> {
  const { TableName } = table;
  const deadline = performance.now() + READY_WITHIN_MS;
  let isNew = false;
  for (let pauseMs = FIRST_LOOK_AFTER_MS; ; pauseMs = Math.min(2 * pauseMs, LOOK_AT_MOST_EVERY_MS)) {
    const status = await statusOf(client, TableName);
    if (status === 'ACTIVE') break;
    if (performance.now() > deadline) throw new Error(`the table ${TableName} is ${status ?? 'missing'}, not active`);
    if (status === undefined && (await create(client, table))) isNew = true;
    else await sleep(pauseMs);
  }
  if (!isNew) return undefined;
  await enableTtl(client, TableName, ttlAttribute);
  return TableName;
}

/** Undefined if there is no such table. */
async function statusOf(client: DynamoDBClient, TableName: string): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}

/** False when another process created it first. */
async function create(client: DynamoDBClient, table: CreateTableCommandInput): Promise<boolean> {
  try {
    await client.send(new CreateTableCommand(table));
    return true;
  } catch (error) {
    if (isNamed(error, 'ResourceInUseException')) return false;
    throw error;
  }
}

async function enableTtl(client: DynamoDBClient, TableName: string, AttributeName: string): Promise<void> {
  try {
    await client.send(
      new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName, Enabled: true } }),
    );
  } catch (error) {
    // The emulator has no such call: expired rows stay there, and readers skip them.
    if (!isNamed(error, 'UnknownOperationException')) throw error;
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

/** The key of the sessions' rows. */
export function sessionsTable(TableName: string) {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'sessionId', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'sessionId', KeyType: 'HASH' }],
  } satisfies CreateTableCommandInput;
}

/** The key of the connections' rows, and the index by which a session's listeners are found. */
export function connectionsTable(TableName: string) {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'connectionId', AttributeType: 'S' },
      { AttributeName: 'sessionId', AttributeType: 'S' },
      { AttributeName: 'targetLanguage', AttributeType: 'S' },
    ],
    KeySchema: [{ AttributeName: 'connectionId', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: LISTENERS_INDEX,
        KeySchema: [
          { AttributeName: 'sessionId', KeyType: 'HASH' },
          { AttributeName: 'targetLanguage', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  } satisfies CreateTableCommandInput;
}
