import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DescribeTableCommandOutput,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { startDynamoDbEndpoint } from '../../../emulators/dynamodb/endpoint.ts';
import { ensureTables } from '../../../src/integrations/dynamodb/tables.ts';
import { TABLES } from '../../support/test-store.ts';
import { LOCAL } from './store-fixture.ts';

async function startClient(t: { after(run: () => unknown): void }): Promise<DynamoDBClient> {
  const { endpoint, close } = await startDynamoDbEndpoint();
  t.after(close);
  const client = new DynamoDBClient({ endpoint, ...LOCAL });
  t.after(() => client.destroy());
  return client;
}

function describe(client: DynamoDBClient, TableName: string): Promise<DescribeTableCommandOutput> {
  return client.send(new DescribeTableCommand({ TableName }));
}

test('absent tables are made, active, on demand, with the index a pipeline finds listeners by', async (t) => {
  const client = await startClient(t);

  assert.deepEqual((await ensureTables(client, TABLES)).sort(), ['Connections', 'Sessions']);

  const sessions = (await describe(client, 'Sessions')).Table;
  const connections = (await describe(client, 'Connections')).Table;
  const index = connections?.GlobalSecondaryIndexes?.[0];
  assert.deepEqual([sessions?.TableStatus, connections?.TableStatus], ['ACTIVE', 'ACTIVE']);
  assert.deepEqual(sessions?.KeySchema, [{ AttributeName: 'sessionId', KeyType: 'HASH' }]);
  assert.deepEqual(connections?.KeySchema, [{ AttributeName: 'connectionId', KeyType: 'HASH' }]);
  assert.equal(connections?.BillingModeSummary?.BillingMode, 'PAY_PER_REQUEST');
  assert.equal(index?.IndexName, 'sessionId-targetLanguage-index');
  assert.equal(index?.Projection?.ProjectionType, 'ALL');
  assert.deepEqual(index?.KeySchema, [
    { AttributeName: 'sessionId', KeyType: 'HASH' },
    { AttributeName: 'targetLanguage', KeyType: 'RANGE' },
  ]);
});

test('a table that is there is left alone, even one of another shape', async (t) => {
  const client = await startClient(t);
  await client.send(
    new CreateTableCommand({
      TableName: 'Sessions',
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      AttributeDefinitions: [{ AttributeName: 'sessionId', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'sessionId', KeyType: 'HASH' }],
    }),
  );

  assert.deepEqual(await ensureTables(client, TABLES), ['Connections']);
  assert.deepEqual(await ensureTables(client, TABLES), []);

  const { Table } = await describe(client, 'Sessions');
  assert.equal(Table?.ProvisionedThroughput?.ReadCapacityUnits, 5);
});

test('expiry is switched on for tables it makes, and trouble with it is not passed over', async (t) => {
  const { endpoint, close } = await startDynamoDbEndpoint();
  t.after(close);
  const asked: unknown[] = [];
  const answers = [200, 200, 400];
  // DynamoDB as the local one is, and with the one call that it lacks.
  const proxy = createServer(async (incoming, response) => {
    const body = await text(incoming);
    if (String(incoming.headers['x-amz-target']).endsWith('.UpdateTimeToLive')) {
      asked.push(JSON.parse(body));
      const type = { 'content-type': 'application/x-amz-json-1.0' };
      response
        .writeHead(answers.shift() ?? 200, type)
        .end('{"__type":"com.amazon.coral.service#AccessDeniedException"}');
      return;
    }
    const headers = incoming.headers as Record<string, string>;
    const answer = await fetch(endpoint, { method: 'POST', headers, body });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(await answer.text());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({ endpoint: address, ...LOCAL });
  t.after(() => {
    client.destroy();
    proxy.close();
    proxy.closeAllConnections();
  });

  await ensureTables(client, TABLES);
  await ensureTables(client, TABLES);
  const refused = ensureTables(client, { ...TABLES, sessionsTable: 'Sessions2' });

  await assert.rejects(refused, { name: 'AccessDeniedException' });
  const specification = (TableName: string, AttributeName: string) => ({
    TableName,
    TimeToLiveSpecification: { AttributeName, Enabled: true },
  });
  const byTable = (a: unknown, b: unknown) => JSON.stringify(a).localeCompare(JSON.stringify(b));
  assert.deepEqual(
    asked.sort(byTable),
    [
      specification('Connections', 'ttl'),
      specification('Sessions', 'expiresAt'),
      specification('Sessions2', 'expiresAt'),
    ].sort(byTable),
  );
});

test('two who make the tables at once both end with tables', async (t) => {
  const client = await startClient(t);

  const made = await Promise.all([ensureTables(client, TABLES), ensureTables(client, TABLES)]);

  assert.deepEqual(made.flat().sort(), ['Connections', 'Sessions']);
});
