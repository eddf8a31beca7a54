import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { startDynamoDbEndpoint } from '../../../emulators/dynamodb/endpoint.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { createTable } from './create-table.ts';

test('with its disk full the endpoint answers InternalServerError and says why; with room again it has all it acknowledged', async (t) => {
  const disk = smallDisk(t, 512);
  if (typeof disk === 'string') return t.skip(disk);
  const said = new EventEmitter();
  const endpoint = await startDynamoDbEndpoint({
    dataFolder: join(disk.folder, 'data'),
    reopenEveryMs: 20,
    onTrouble: (reason) => said.emit(reason === undefined ? 'well' : 'trouble', reason),
  });
  const client = new DynamoDBClient({
    ...{ endpoint: endpoint.endpoint, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  t.after(async () => {
    client.destroy();
    await endpoint.close();
  });
  const put = (id: string) =>
    client.send(new PutItemCommand({ TableName: 'Notes', Item: { id: { S: id }, text: { S: 'x'.repeat(8_000) } } }));
  const has = async (id: string) =>
    (await client.send(new GetItemCommand({ TableName: 'Notes', Key: { id: { S: id } } }))).Item !== undefined;
  await createTable(client, 'Notes');
  await put('before');

  disk.fill();
  const trouble = once(said, 'trouble');
  await assert.rejects(
    async () => {
      // The last page of the log may still have room for one.
      for (let i = 0; i < 5; i += 1) await put('refused');
    },
    { name: 'InternalServerError' },
  );
  assert.match(String(await trouble), /cannot be written: .*No space left on device/);
  await assert.rejects(put('refused again'), { name: 'InternalServerError' });

  const well = once(said, 'well');
  disk.free();
  await well;
  await put('after');
  assert.deepEqual([await has('before'), await has('after')], [true, true]);
});

test('a folder that is full at a later start is waited for, where that was asked for: the endpoint is there at once', async (t) => {
  const disk = smallDisk(t, 64);
  if (typeof disk === 'string') return t.skip(disk);
  const dataFolder = join(disk.folder, 'data');
  disk.fill();
  await assert.rejects(startDynamoDbEndpoint({ dataFolder }), { message: /^data folder .*(No space left|ENOSPC)/ });

  const reasons: (string | undefined)[] = [];
  const well = new EventEmitter();
  const endpoint = await startDynamoDbEndpoint({
    ...{ dataFolder, mayWait: true, reopenEveryMs: 20 },
    onTrouble: (reason) => {
      reasons.push(reason);
      if (reason === undefined) well.emit('well');
    },
  });
  t.after(() => endpoint.close());
  const isWell = once(well, 'well');
  disk.free();
  await isWell;

  assert.match(String(reasons[0]), /No space left|ENOSPC/);
});
