import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shapeOf } from '../../../scripts/repeats/shape.ts';

test('lines that differ in names, texts and numbers have one shape', () => {
  const one = shapeOf(`if (speaker.bytes > 1_000) throw new Error('too much');`);
  const other = shapeOf('if (queue.frames > 0x20) throw new RangeError(`no room`);');

  assert.equal(one, other);
  assert.equal(one, "if (a.a > 0) throw new a(');");
});

test('what a line does is its shape: words of the language and signs stay', () => {
  assert.notEqual(shapeOf('return a;'), shapeOf('await a;'));
  assert.notEqual(shapeOf('a + b;'), shapeOf('a - b;'));
  assert.notEqual(shapeOf('const a = b;'), shapeOf('let a = b;'));
});

test('a pattern is a text, a division is not', () => {
  assert.equal(shapeOf(`x.test(/it's [/] \\/ b/gu, y)`), "a.a(', a)");
  assert.equal(shapeOf('const a = b / c / d;'), 'const a = a / a / a;');
});

test('comments and quotes that have no end do not disturb', () => {
  assert.equal(shapeOf('go(a /* of it */); // then'), 'a(a );');
  assert.equal(shapeOf("the server's own"), "a a'");
  assert.equal(shapeOf(''), '');
});
