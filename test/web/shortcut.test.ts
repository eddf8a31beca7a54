import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KeyPress, spaceAct } from '../../web/src/speak/desk/shortcut.ts';

const SPACE: KeyPress = {
  key: ' ',
  repeat: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
};

test('space mutes, once however long it is held, and never scrolls the page', () => {
  assert.equal(spaceAct(SPACE, false), 'toggle');
  assert.equal(spaceAct({ ...SPACE, repeat: true }, false), 'swallow');
});

test('space in a field or on a button is that of the field or the button', () => {
  assert.equal(spaceAct(SPACE, true), 'leave');
  assert.equal(spaceAct({ ...SPACE, repeat: true }, true), 'leave');
});

test('other keys, and space with another, do nothing', () => {
  for (const more of [{ key: 'm' }, { altKey: true }, { ctrlKey: true }, { metaKey: true }, { shiftKey: true }]) {
    assert.equal(spaceAct({ ...SPACE, ...more }, false), 'leave');
  }
});
