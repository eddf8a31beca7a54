import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nestingOf, readJsonObject } from '../../emulators/json-body.ts';

const problemOf = (text: string) => {
  const body = readJsonObject(text);
  return body.ok ? undefined : body.problem;
};

test('a body of null, an array, a number, a string or nothing is no object, and says so', () => {
  for (const text of ['null', '[]', '7', '"x"', 'true']) {
    assert.equal(problemOf(text), 'The request body is not a JSON object.', text);
  }
  for (const text of ['', '{', 'undefined', '{"a":}', '\u00ff']) {
    assert.equal(problemOf(text), 'The request body is not JSON.', text);
  }
  assert.deepEqual(readJsonObject('{"a":[1]}'), { ok: true, value: { a: [1] } });
});

test('100,000 brackets are counted and refused before anything is parsed, closed or not', () => {
  const deep = '['.repeat(100_000);
  for (const text of [deep, deep + ']'.repeat(100_000), '{"a":'.repeat(100_000)]) {
    assert.equal(problemOf(text), 'The request body is nested deeper than 200 levels.');
  }
});

test('brackets in strings, escaped quotes among them, are no nesting', () => {
  assert.equal(nestingOf('{"a":"[[[[","b":["\\"[[","\\\\"]}'), 2);
  assert.equal(nestingOf(']]]]['), 0);
  assert.equal(nestingOf('[][][]'), 1);
});
