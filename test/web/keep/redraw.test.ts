/** When the words that a page keeps are shown again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redraw } from '../../../web/src/keep/redraw.ts';

test('what nobody sees is not drawn, and is drawn at once when it is seen', () => {
  const redraw = new Redraw(1_000);

  assert.equal(redraw.changed(0), undefined);
  assert.equal(redraw.isNow, false);
  assert.equal(redraw.seen(true, 5_000), 0);
  assert.equal(redraw.isNow, true);
});

test('many changes are drawn once in an interval', () => {
  const redraw = new Redraw(1_000);
  redraw.seen(true, 0);
  redraw.drawn(0);

  assert.equal(redraw.changed(300), 700);
  assert.equal(redraw.changed(600), undefined);
  assert.equal(redraw.isNow, true);
  redraw.drawn(1_000);
  assert.equal(redraw.isNow, false);
  assert.equal(redraw.changed(2_500), 0);
});

test('what was hidden before its time is drawn when it is seen again', () => {
  const redraw = new Redraw(1_000);
  redraw.seen(true, 0);
  redraw.drawn(0);

  assert.equal(redraw.changed(300), 700);
  assert.equal(redraw.seen(false, 500), undefined);
  assert.equal(redraw.isNow, false);
  assert.equal(redraw.seen(true, 1_200), 0);
  assert.equal(redraw.isNow, true);
  redraw.drawn(1_200);
  assert.equal(redraw.seen(true, 1_300), undefined);
});
