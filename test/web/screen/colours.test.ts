import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isColour, readableOn, toHex } from '../../../web/src/screen/colours.ts';

test('a colour is a name or hexadecimal digits, with or without #', () => {
  for (const [text, hex] of [
    ['White', '#ffffff'],
    ['#ABCDEF', '#abcdef'],
    ['abcdef', '#abcdef'],
    ['#f0a', '#ff00aa'],
  ] as const) {
    assert.ok(isColour(text), text);
    assert.equal(toHex(text), hex);
  }
  for (const text of ['', '#', 'ab', 'abcd', '#12345g', 'toString', 'url(x)']) assert.ok(!isColour(text), text);
});

test('text is black or white, whichever is read better: at least 4.5 to 1 on every ground', () => {
  assert.equal(readableOn('#000000'), '#ffffff');
  assert.equal(readableOn('#ffffff'), '#000000');
  assert.equal(readableOn('#00b140'), '#000000');
  assert.equal(readableOn('#0047bb'), '#ffffff');
});
