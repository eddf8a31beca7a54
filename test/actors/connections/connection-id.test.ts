import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConnectionId, toConnectionId } from '../../../src/actors/connections/connection-id.ts';

test('a connection id names its node, and is its 128 bits alone where there is one node', () => {
  for (const name of [
    { tag: '', secret: 'q0-_Zz' },
    { tag: 'node-a', secret: 'q0-_Zz' },
    { tag: 'eu.west', secret: 'q0-_Zz' },
  ]) {
    assert.deepEqual(parseConnectionId(toConnectionId(name)), name);
  }
  assert.equal(toConnectionId({ tag: '', secret: 'abc' }), 'abc');
  assert.equal(toConnectionId({ tag: 'n1', secret: 'abc' }), 'n1.abc');
});

test('whatever a client makes up is parsed: the tag may be of no node', () => {
  assert.deepEqual(parseConnectionId(''), { tag: '', secret: '' });
  assert.deepEqual(parseConnectionId('.abc'), { tag: '', secret: 'abc' });
  assert.deepEqual(parseConnectionId('a.'), { tag: 'a', secret: '' });
});
