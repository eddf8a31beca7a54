import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { toDynamoDbCall } from '../../../emulators/dynamodb/dynamodb-call.ts';
import { DynamoDbFaults } from '../../../emulators/dynamodb/dynamodb-faults.ts';
import { startDynamoDbEndpoint } from '../../../emulators/dynamodb/endpoint.ts';
import { createTable } from './create-table.ts';

async function start(t: TestContext, tables: readonly string[] = ['Notes']) {
  const faults = new DynamoDbFaults();
  const endpoint = await startDynamoDbEndpoint({ faults });
  const client = new DynamoDBClient({
    ...{ endpoint: endpoint.endpoint, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  t.after(async () => {
    client.destroy();
    await endpoint.close();
  });
  for (const table of tables) await createTable(client, table);
  const put = (id: string, TableName = 'Notes') =>
    client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
  const has = async (id: string, TableName = 'Notes') =>
    (await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }))).Item !== undefined;
  return { ...endpoint, client, faults, put, has };
}

test('with a plan of no rules, and with rules that choose nothing, calls go through whole', async (t) => {
  const { faults, put, has } = await start(t);

  await put('a');
  faults.set({ rules: [{ calls: { nth: 1_000 }, fault: { kind: 'hang' } }] });
  await put('b');

  assert.deepEqual([await has('a'), await has('b')], [true, true]);
});

test('throttled, overloaded and failing, the service says so by name, and nothing is written', async (t) => {
  const { faults, put, has } = await start(t);
  const names = [
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'InternalServerError',
    'OddException',
  ];
  faults.set({ rules: names.map((name, i) => ({ calls: { nth: i + 1 }, fault: { kind: 'error', name } })) });

  for (const name of names) await assert.rejects(put('a'), { name });

  assert.equal(await has('a'), false);
  assert.deepEqual(faults.status().injected, { error: 4 });
});

test('the HTTP status of an error is the service’s', async (t) => {
  const { faults, put } = await start(t);
  const status = async (name: string) => {
    faults.set({ rules: [{ fault: { kind: 'error', name } }] });
    const error = await put('a').catch((thrown: unknown) => thrown);
    return (error as { $metadata: { httpStatusCode: number } }).$metadata.httpStatusCode;
  };

  assert.deepEqual([await status('ThrottlingException'), await status('InternalServerError')], [400, 500]);
});

test('a fault is for the operations and tables it names', async (t) => {
  const { client, faults, put, has } = await start(t, ['Notes', 'Other']);
  const fault = { kind: 'error', name: 'ThrottlingException' } as const;
  faults.set({ rules: [{ calls: { operations: ['PutItem', 'BatchGetItem'], tables: ['Other'] }, fault }] });

  await put('a');
  await assert.rejects(put('a', 'Other'), { name: 'ThrottlingException' });
  const RequestItems = { Other: { Keys: [{ id: { S: 'a' } }] } };
  await assert.rejects(client.send(new BatchGetItemCommand({ RequestItems })), { name: 'ThrottlingException' });

  assert.deepEqual([await has('a'), await has('a', 'Other')], [true, false]);
});

test('a write whose answer is lost has been made', async (t) => {
  const { faults, put, has } = await start(t);
  faults.set({
    rules: [
      { calls: { nth: 1 }, fault: { kind: 'drop', when: 'after' } },
      { calls: { nth: 2 }, fault: { kind: 'error', name: 'InternalServerError', when: 'after' } },
      { calls: { nth: 3 }, fault: { kind: 'drop' } },
    ],
  });

  await assert.rejects(put('a'), { code: 'ECONNRESET' });
  await assert.rejects(put('b'), { name: 'InternalServerError' });
  await assert.rejects(put('c'), { code: 'ECONNRESET' });

  assert.deepEqual([await has('a'), await has('b'), await has('c')], [true, true, false]);
});

test('a delayed call is made later', async (t) => {
  const { faults, put, has } = await start(t);
  faults.set({ rules: [{ calls: { next: 1 }, fault: { kind: 'delay', ms: 50 } }] });
  const startedAt = performance.now();

  await put('a');

  assert.ok(performance.now() - startedAt >= 45);
  assert.equal(await has('a'), true);
});

test('while the service is away every connection is reset; then it is there with what it had', async (t) => {
  const { faults, put, has } = await start(t);
  await put('a');

  faults.set({ refuseConnections: true });
  await assert.rejects(put('b'), { code: 'ECONNRESET' });
  await assert.rejects(has('a'), { code: 'ECONNRESET' });
  faults.clear();

  assert.deepEqual([await has('a'), await has('b')], [true, false]);
});

test('a hung call ends with its client, or with the endpoint', async (t) => {
  const { close, client, faults, put } = await start(t);
  faults.set({ rules: [{ fault: { kind: 'hang' } }] });
  const command = new GetItemCommand({ TableName: 'Notes', Key: { id: { S: 'a' } } });

  await assert.rejects(client.send(command, { abortSignal: AbortSignal.timeout(100) }), { name: 'AbortError' });
  const call = assert.rejects(put('a'), { code: 'ECONNRESET' });
  while (faults.status().injected.hang !== 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await close();

  await call;
});

test('a client that leaves in the middle of a call under a plan disturbs nobody', async (t) => {
  const { faults, port, put } = await start(t);
  faults.set({ rules: [{ calls: { nth: 1_000 }, fault: { kind: 'hang' } }] });
  const socket = connect(port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"half"');
  await once(socket, 'connect');

  socket.resetAndDestroy();
  await once(socket, 'close');

  await put('a');
});

test('what cannot be read names no table, and no operation where none is asked for', () => {
  assert.deepEqual(toDynamoDbCall(undefined, Buffer.from('{"TableName":"T"}')), { operation: '', tables: ['T'] });
  assert.deepEqual(toDynamoDbCall('DynamoDB_20120810.GetItem', Buffer.from('no')), {
    operation: 'GetItem',
    tables: [],
  });
  assert.deepEqual(toDynamoDbCall('DynamoDB_20120810.ListTables', Buffer.from('{}')), {
    operation: 'ListTables',
    tables: [],
  });
});
