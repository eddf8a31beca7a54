import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientConnection } from '../../../src/server/sockets/client-connection.ts';
import { Connections } from '../../../src/server/sockets/connections.ts';

test('a socket is found by its connection id from its coming to its end', () => {
  const connections = new Connections();
  const [first, second] = ['c1', 'c2'].map((connectionId) => ({ connectionId }) as ClientConnection);
  assert.ok(first && second);

  connections.add(first);
  connections.add(second);
  assert.deepEqual([connections.find('c1'), connections.find('c3')], [first, undefined]);
  assert.equal(connections.count, 2);

  connections.remove('c1');
  connections.remove('c3');
  assert.deepEqual([connections.find('c1'), connections.count], [undefined, 1]);
});

test('all are those of the moment in which they were asked for: whoever closes them may remove them meanwhile', () => {
  const connections = new Connections();
  for (const connectionId of ['c1', 'c2', 'c3']) connections.add({ connectionId } as ClientConnection);

  const seen: string[] = [];
  for (const { connectionId } of connections.all()) {
    seen.push(connectionId);
    for (const id of ['c1', 'c2', 'c3']) connections.remove(id);
  }

  assert.deepEqual(seen, ['c1', 'c2', 'c3']);
  assert.equal(connections.count, 0);
});
