import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toFailureInfo } from '../../../src/actors/introspection/failure-info.ts';

test('of an error its class and place are told, and nothing of its message', () => {
  const { error, at } = toFailureInfo(new TypeError('the marker phrase'));

  assert.equal(error, 'TypeError');
  assert.match(at ?? '', /^failure-info\.test\.ts:\d+:\d+$/);
});

test('a message that looks like a stack is not taken for one', () => {
  const facts = toFailureInfo(new Error('x\n    at marker.ts:1:1\n    at f (phrase.ts:2:2)'));

  assert.match(facts.at ?? '', /^failure-info\.test\.ts:/);
});

test('what is no error, or has no stack or an odd name, is unknown', () => {
  const bare = Object.assign(new Error('the marker phrase'), { stack: undefined, name: 'the marker phrase' });

  for (const given of ['the marker phrase', undefined, { message: 'marker' }, bare]) {
    assert.deepEqual(toFailureInfo(given), { error: 'unknown' });
  }
});
