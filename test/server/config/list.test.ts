import assert from 'node:assert/strict';
import { test } from 'node:test';
import { list } from '../../../src/server/config/list.ts';

test('parts are separated by commas, without the blanks around and without empty ones', () => {
  assert.deepEqual(list(' a, b c ,,d, '), ['a', 'b c', 'd']);
  for (const nothing of [undefined, '', ' , ']) assert.deepEqual(list(nothing), []);
});
