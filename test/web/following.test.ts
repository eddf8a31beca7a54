import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Following, type ScrollPlace } from '../../web/src/following.ts';

const at = (top: number, contentHeight = 1_000, height = 400): ScrollPlace => ({ top, contentHeight, height });
const END = 600;

function following(): Following {
  const view = new Following();
  view.settled(at(END));
  return view;
}

test('a view follows until a person scrolls up, and again once the person is back at the end', () => {
  const view = following();
  assert.equal(view.isFollowing, true);

  view.scrolled(at(500));
  assert.equal(view.isFollowing, false);
  view.scrolled(at(540));
  assert.equal(view.isFollowing, false);
  view.scrolled(at(590));
  assert.equal(view.isFollowing, true);
});

test('even a small movement upwards stops it, but not a trembling finger, nor one that pulls beyond the end', () => {
  for (const [top, isFollowing] of [
    [590, false],
    [597, true],
  ] as const) {
    const view = following();
    view.scrolled(at(top));
    assert.equal(view.isFollowing, isFollowing, `at ${top}`);
  }
  const view = new Following();
  view.settled(at(END + 30));
  view.scrolled(at(END));
  assert.equal(view.isFollowing, true);
});

test('a view that is turned, resized or filled goes on following, whatever the browser scrolls', () => {
  const turned = following();
  turned.scrolled(at(300, 1_000, 700));
  assert.equal(turned.isFollowing, true);

  const larger = following();
  larger.scrolled(at(END, 1_800));
  assert.equal(larger.isFollowing, true);
});

test('a view that somebody reads further up stays there when it is resized or filled', () => {
  const view = following();
  view.scrolled(at(100));

  view.settled(at(100, 1_300));
  view.scrolled(at(80, 1_300, 350));
  assert.equal(view.isFollowing, false);
});

test('the newest line is followed again if asked for, or if all lines fit', () => {
  const asked = following();
  asked.scrolled(at(0));
  asked.follow();
  assert.equal(asked.isFollowing, true);

  const short = following();
  short.scrolled(at(0));
  short.settled(at(0, 300));
  assert.equal(short.isFollowing, true);
});
