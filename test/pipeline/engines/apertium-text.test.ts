import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeFrame,
  decodeJoinedFrame,
  encodeFrame,
  encodeJoinedFrame,
} from '../../../pipeline/engines/apertium-text.ts';

test('any text comes back from a pipeline that changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      assert.equal(decodeFrame(encodeFrame(text), text), text.replaceAll('\0', ' '));
    }),
    { numRuns: 500 },
  );
});

test('any two texts come back apart from a pipeline that changes nothing, and a lost border is noticed', () => {
  const texts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 100 }), fc.constant('[border]'));
  fc.assert(
    fc.property(texts, texts, (before, text) => {
      const clean = (each: string) => each.replaceAll('\0', ' ');
      assert.deepEqual(decodeJoinedFrame(encodeJoinedFrame(before, text), text), {
        before: clean(before),
        text: clean(text),
      });
      assert.equal(decodeJoinedFrame(encodeFrame(`${before} ${text}`), text), undefined);
    }),
    { numRuns: 500 },
  );
});

test('a text of nothing but markup comes back', () => {
  const markup = fc.string({ unit: fc.constantFrom(...'\\[]^$@/<>{}~*#+ \n\r\t.?'.split('')), maxLength: 60 });
  fc.assert(
    fc.property(markup, (text) => assert.equal(decodeFrame(encodeFrame(text), text), text)),
    { numRuns: 500 },
  );
});

test('a frame has no null byte', () => {
  assert.equal(encodeFrame('a\0b'), 'a b.');
  assert.equal(encodeFrame('a?'), 'a?');
});

test('a full stop is lent only to text without one, and only a lent one is taken back', () => {
  assert.equal(decodeFrame('hola.', 'hello'), 'hola');
  assert.equal(decodeFrame('hola.', 'hello.'), 'hola.');
  assert.equal(decodeFrame('hola', 'hello'), 'hola');
  assert.equal(encodeFrame('He said, "hello."'), 'He said, "hello."');
  assert.equal(encodeFrame('he said "hello"'), 'he said "hello".');
});
