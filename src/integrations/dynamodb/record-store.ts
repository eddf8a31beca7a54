/** Sessions and connections in DynamoDB. Never scans, never caches, never overwrites attributes it does not know. */
import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ConnectionRecord, RecordStorePort, SessionRecord } from '../../actors/ports/records.ts';
import { createDynamoDbClient, type DynamoDbClientOptions } from './client.ts';
import {
  connectionItem,
  connectionRecord,
  type Item,
  MalformedRowError,
  sessionItem,
  sessionRecord,
} from './record-items.ts';
import { claimCondition, type RowCondition, writeCondition } from './row-conditions.ts';
import { rowUpdate } from './row-update.ts';
import { LISTENERS_INDEX, type TableNames } from './tables.ts';

export interface RecordStoreOptions extends DynamoDbClientOptions, TableNames {
  /** Aborts every present and later call. */
  readonly signal?: AbortSignal;
  /** Rows in one page of listConnections; by default as many as fit in 1 MB. */
  readonly pageRows?: number;
  /** Called for each row that listConnections skips because it is malformed. */
  readonly onMalformedRow?: (error: MalformedRowError) => void;
}

/** Each call is attempted once and rejects with the SDK's error, which `classifyAwsError` classifies. */
export interface RecordStore extends RecordStorePort {
  /** For ensureTables. */
  readonly client: DynamoDBClient;
  /** Closes the connections. */
  close(): void;
}

/** A key that no row has: reading it shows whether the table answers. */
const PROBE = '-';

export function createRecordStore(options: RecordStoreOptions): RecordStore {
  const { sessionsTable, connectionsTable, signal, pageRows } = options;
  const client = createDynamoDbClient(options);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const abort = signal === undefined ? {} : { abortSignal: signal };

  /** Records whose write failed without a refusal from the table: it may have been carried out. */
  const unanswered = new WeakSet<SessionRecord>();

  async function readSession(sessionId: string): Promise<Item | undefined> {
    const get = new GetCommand({ TableName: sessionsTable, Key: { sessionId }, ConsistentRead: true });
    return (await documents.send(get, abort)).Item;
  }

  /** Waits for a conditional write; false when its condition was not met. */
  async function holds(write: Promise<unknown>, record: SessionRecord): Promise<boolean> {
    try {
      await write;
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) {
        unanswered.add(record);
        throw error;
      }
      // An earlier attempt may have written this row although its answer was lost.
      return unanswered.has(record) && isOwnWrite(await readSession(record.sessionId), record);
    }
  }

  function updateSession(record: SessionRecord, condition: RowCondition): Promise<boolean> {
    const { ExpressionAttributeNames, ExpressionAttributeValues, UpdateExpression } = rowUpdate(
      sessionItem(record),
      'sessionId',
    );
    const update = new UpdateCommand({
      TableName: sessionsTable,
      Key: { sessionId: record.sessionId },
      UpdateExpression,
      ConditionExpression: condition.expression,
      ExpressionAttributeNames: { ...ExpressionAttributeNames, ...condition.names },
      ExpressionAttributeValues: { ...ExpressionAttributeValues, ...condition.values },
    });
    return holds(documents.send(update, abort), record);
  }

  async function listPage(sessionId: string, limit: number | undefined, from: Item | undefined) {
    const query = new QueryCommand({
      TableName: connectionsTable,
      IndexName: LISTENERS_INDEX,
      KeyConditionExpression: 'sessionId = :sessionId',
      ExpressionAttributeValues: { ':sessionId': sessionId },
      ...(limit === undefined ? {} : { Limit: limit }),
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    return documents.send(query, abort);
  }

  /** A malformed row must not hide a session's other listeners. */
  function add(item: Item, records: ConnectionRecord[]): void {
    try {
      records.push(connectionRecord(item));
    } catch (error) {
      if (!(error instanceof MalformedRowError)) throw error;
      options.onMalformedRow?.(error);
    }
  }

  return {
    client,
    createSession(record) {
      const put = new PutCommand({
        TableName: sessionsTable,
        Item: sessionItem(record),
        ConditionExpression: 'attribute_not_exists(sessionId)',
      });
      return holds(documents.send(put, abort), record);
    },
    async getSession(sessionId) {
      const item = await readSession(sessionId);
      return item === undefined ? undefined : sessionRecord(item);
    },
    putSession(record) {
      return updateSession(record, writeCondition(record));
    },
    claimSession(record, seen) {
      return updateSession(record, claimCondition(seen));
    },
    async putConnection(record) {
      const update = new UpdateCommand({
        TableName: connectionsTable,
        Key: { connectionId: record.connectionId },
        ...rowUpdate(connectionItem(record), 'connectionId'),
      });
      await documents.send(update, abort);
    },
    async deleteConnection(connectionId) {
      await documents.send(new DeleteCommand({ TableName: connectionsTable, Key: { connectionId } }), abort);
    },
    async listConnections(sessionId) {
      const records: ConnectionRecord[] = [];
      let from: Item | undefined;
      do {
        const page = await listPage(sessionId, pageRows, from);
        for (const item of page.Items ?? []) add(item, records);
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return records;
    },
    async ping() {
      await Promise.all([readSession(PROBE), listPage(PROBE, 1, undefined)]);
    },
    close() {
      client.destroy();
    },
  };
}

/** Only the same write leaves every attribute of the record in the row. */
function isOwnWrite(item: Item | undefined, record: SessionRecord): boolean {
  return (
    item !== undefined &&
    Object.entries(sessionItem(record)).every(([name, value]) => isDeepStrictEqual(item[name], value))
  );
}
