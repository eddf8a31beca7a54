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

/** DynamoDB as the local one is, but for the answers given here: by operation, a JSON body and its status. */
async function startProxied(
  t: { after(run: () => unknown): void },
  answerTo: (operation: string, body: string) => readonly [number, string] | undefined,
): Promise<DynamoDBClient> {
  const { endpoint, close } = await startDynamoDbEndpoint();
  t.after(close);
  const type = { 'content-type': 'application/x-amz-json-1.0' };
  const proxy = createServer(async (incoming, response) => {
    const body = await text(incoming);
    const own = answerTo(String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '', body);
    if (own !== undefined) {
      response.writeHead(own[0], type).end(own[1]);
      return;
    }
    const headers = incoming.headers as Record<string, string>;
    const answer = await fetch(endpoint, { method: 'POST', headers, body });
    response.writeHead(answer.status, type).end(await answer.text());
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
  return client;
}

test('expiry is switched on for tables it makes, and trouble with it is not passed over', async (t) => {
  const asked: unknown[] = [];
  const answers = [200, 200, 400];
  const client = await startProxied(t, (operation, body) => {
    if (operation !== 'UpdateTimeToLive') return undefined;
    asked.push(JSON.parse(body));
    return [answers.shift() ?? 200, '{"__type":"com.amazon.coral.service#AccessDeniedException"}'];
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

test('a table that vanishes while it is being made is made again', async (t) => {
  let creations = 0;
  const client = await startProxied(t, (operation) => {
    if (operation !== 'CreateTable') return undefined;
    creations += 1;
    // The first two die with their DynamoDB right after its answer.
    return creations <= 2 ? [200, '{"TableDescription":{"TableStatus":"ACTIVE"}}'] : undefined;
  });

  assert.deepEqual((await ensureTables(client, TABLES)).sort(), ['Connections', 'Sessions']);

  assert.equal(creations, 4);
  assert.equal((await describe(client, 'Connections')).Table?.TableStatus, 'ACTIVE');
});

test('two who make the tables at once both end with tables', async (t) => {
  const client = await startClient(t);

  const made = await Promise.all([ensureTables(client, TABLES), ensureTables(client, TABLES)]);

  assert.deepEqual(made.flat().sort(), ['Connections', 'Sessions']);
});
