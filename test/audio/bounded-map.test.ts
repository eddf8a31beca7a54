import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedMap } from '../../src/audio/bounded-map.ts';

test('a bounded map forgets the entry that was set longest ago', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);

  assert.deepEqual([map.get('a'), map.get('b'), map.get('c'), map.size], [3, undefined, 4, 2]);
  assert.deepEqual([map.has('a'), map.has('b')], [true, false]);
  map.delete('a');
  assert.equal(map.size, 1);
});
