import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { Listeners } from '../../pipeline/listeners.ts';
import { startConnectionsTable } from '../support/pipeline/connections-table.ts';

test('listeners are found over all pages, speakers are not among them, and a removed one is gone', async (t) => {
  const table = await startConnectionsTable();
  t.after(() => table.close());
  const ids = Array.from({ length: 12 }, (_, i) => `listener-${String(i).padStart(2, '0')}`);
  // A page of a query holds 1 MiB.
  await table.join('s', 'es', ids, 'x'.repeat(200_000));
  await table.join('s', 'ca', ['cai']);
  const speaker = { connectionId: 'speaker', sessionId: 's', role: 'speaker' };
  await table.client.send(new PutCommand({ TableName: table.tableName, Item: speaker }));
  const listeners = new Listeners(table.client, table.tableName);

  const all = await listeners.find('s', undefined);
  const some = await listeners.find('s', ['es', 'fr']);
  await listeners.remove('cai');
  await listeners.remove('never-there');

  assert.deepEqual([...all.keys()].sort(), ['ca', 'es']);
  assert.deepEqual(all.get('es')?.toSorted(), ids);
  assert.deepEqual([...some.keys()], ['es']);
  assert.deepEqual(some.get('es')?.toSorted(), ids);
  assert.deepEqual([...(await listeners.find('s', ['ca'])).keys()], []);
});

test('a table that is not there rejects', async (t) => {
  const table = await startConnectionsTable();
  t.after(() => table.close());

  await assert.rejects(new Listeners(table.client, 'Nothing').find('s', undefined), {
    name: 'ResourceNotFoundException',
  });
});
