/** A Connections table in memory (dynalite), empty, with its index, reached by the real client. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { LISTENER_INDEX } from '../../../pipeline/listeners.ts';

const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server;

export interface ConnectionsTable {
  readonly endpoint: string;
  readonly tableName: string;
  readonly client: DynamoDBDocumentClient;
  /** Adds listeners of a language. `padding` makes their rows large, so that queries page. */
  join(sessionId: string, language: string, connectionIds: readonly string[], padding?: string): Promise<void>;
  connectionIds(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function startConnectionsTable(): Promise<ConnectionsTable> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const base = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const client = DynamoDBDocumentClient.from(base);
  const tableName = 'Connections';
  await base.send(createTable(tableName));
  return {
    endpoint,
    tableName,
    client,
    async join(sessionId, targetLanguage, connectionIds, padding = '') {
      for (const connectionId of connectionIds) {
        const Item = { connectionId, sessionId, targetLanguage, role: 'listener', padding };
        await client.send(new PutCommand({ TableName: tableName, Item }));
      }
    },
    async connectionIds() {
      const { Items } = await client.send(new ScanCommand({ TableName: tableName }));
      return (Items ?? []).map((row) => String(row.connectionId)).sort();
    },
    async close() {
      client.destroy();
      base.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function createTable(TableName: string): CreateTableCommand {
  return new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'connectionId', KeyType: 'HASH' }],
    AttributeDefinitions: ['connectionId', 'sessionId', 'targetLanguage'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: LISTENER_INDEX,
        KeySchema: [
          { AttributeName: 'sessionId', KeyType: 'HASH' },
          { AttributeName: 'targetLanguage', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
}
