import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { startDynamoDbEndpoint } from '../../../emulators/dynamodb/endpoint.ts';
import { createTable } from './create-table.ts';

function clientOf(t: TestContext, endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  t.after(() => client.destroy());
  return client;
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test('what was written is there after a restart on the same data folder', async (t) => {
  const dataFolder = join(await temporaryFolder(t), 'deep', 'er');
  const first = await startDynamoDbEndpoint({ dataFolder });
  t.after(() => first.close());
  const before = clientOf(t, first.endpoint);
  await createTable(before, 'Notes');
  await before.send(new PutItemCommand({ TableName: 'Notes', Item: { id: { S: 'a' }, text: { S: 'kept' } } }));
  await first.close();

  const second = await startDynamoDbEndpoint({ dataFolder });
  t.after(() => second.close());
  const after = clientOf(t, second.endpoint);

  const { Item } = await after.send(new GetItemCommand({ TableName: 'Notes', Key: { id: { S: 'a' } } }));
  assert.deepEqual(Item, { id: { S: 'a' }, text: { S: 'kept' } });
});

test('without a folder each start is empty', async (t) => {
  for (let start = 0; start < 2; start += 1) {
    const endpoint = await startDynamoDbEndpoint();
    t.after(() => endpoint.close());
    const client = clientOf(t, endpoint.endpoint);

    assert.deepEqual((await client.send(new ListTablesCommand({}))).TableNames, []);
    await createTable(client, 'Notes');
  }
});

test('a folder in use, a folder that is a file and a port that is taken are one clear line', async (t) => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'file');
  await writeFile(file, '');
  const dataFolder = join(folder, 'data');
  const running = await startDynamoDbEndpoint({ dataFolder });
  t.after(() => running.close());

  await assert.rejects(startDynamoDbEndpoint({ dataFolder }), {
    message: `data folder ${dataFolder} is in use by another process`,
  });
  await assert.rejects(startDynamoDbEndpoint({ dataFolder: file }), {
    message: `data folder ${file} cannot be used: EEXIST`,
  });
  await assert.rejects(startDynamoDbEndpoint({ port: running.port }), {
    message: `cannot listen on 127.0.0.1:${running.port}: it is taken`,
  });
});

test('a client that breaks off in the middle of a call disturbs nobody', async (t) => {
  const endpoint = await startDynamoDbEndpoint();
  t.after(() => endpoint.close());
  const socket = connect(endpoint.port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n{"half"');
  await once(socket, 'connect');

  socket.resetAndDestroy();
  await once(socket, 'close');

  const { TableNames } = await clientOf(t, endpoint.endpoint).send(new ListTablesCommand({}));
  assert.deepEqual(TableNames, []);
});

test('closing twice is closing once, and a connection left half-way does not hold it up for long', async () => {
  const endpoint = await startDynamoDbEndpoint();
  const socket = connect(endpoint.port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n{"half"');
  await once(socket, 'connect');
  const gone = once(
    socket.resume().on('error', () => {}),
    'close',
  );

  await Promise.all([endpoint.close(), endpoint.close(), gone]);
});
