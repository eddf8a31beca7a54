import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignWatch } from '../../web/src/liveness/sign-watch.ts';

/** Looks every 500 ms, as a page does. @returns the state at the end. */
function lookUntil(watch: SignWatch, fromMs: number, untilMs: number): string {
  let state = '';
  for (let now = fromMs; now <= untilMs; now += 500) state = watch.state(now);
  return state;
}

test('without a sign it is quiet after the limit, and fine again with the next sign', () => {
  const watch = new SignWatch(12_000, 0);
  watch.sign(1_000);
  assert.equal(lookUntil(watch, 0, 12_500), 'fine');
  assert.equal(lookUntil(watch, 13_000, 20_000), 'quiet');
  assert.equal(watch.quietMs(20_000), 19_000);
  watch.sign(20_100);
  assert.equal(watch.state(20_200), 'fine');
});

test('a page that is not seen is not judged, and judging begins anew when it is seen again', () => {
  const watch = new SignWatch(3_000, 0);
  watch.visible(false, 1_000);
  assert.equal(lookUntil(watch, 1_000, 60_000), 'fine');
  watch.visible(true, 60_000);
  assert.equal(lookUntil(watch, 60_000, 62_500), 'fine');
  // A second event of the same kind changes nothing.
  watch.visible(true, 62_600);
  assert.equal(watch.state(63_000), 'quiet');
});

test('the time in which the computer slept is not held against the other side', () => {
  const watch = new SignWatch(3_000, 0);
  assert.equal(watch.state(1_000), 'fine');
  assert.equal(watch.state(3_600_000), 'fine');
  assert.equal(lookUntil(watch, 3_600_000, 3_603_000), 'quiet');
});

test('without a network it is offline at once, also when it is not seen, and begins anew with the network', () => {
  const watch = new SignWatch(3_000, 0);
  watch.visible(false, 0);
  watch.online(false, 1_000);
  watch.online(false, 1_100);
  assert.equal(watch.state(1_200), 'offline');
  watch.visible(true, 1_300);
  assert.equal(lookUntil(watch, 1_300, 5_000), 'offline');
  watch.online(true, 5_000);
  assert.equal(lookUntil(watch, 5_000, 7_500), 'fine');
  assert.equal(watch.state(8_000), 'quiet');
  watch.online(true, 8_100);
  assert.equal(watch.state(8_200), 'quiet', 'it was online already');
});

test('a sign overrules a browser that says offline, but not what was on its way when the network went', () => {
  const watch = new SignWatch(3_000, 0);
  watch.online(false, 1_000);
  watch.sign(1_500);
  assert.equal(watch.state(1_600), 'offline');
  watch.sign(2_000);
  assert.equal(watch.state(2_100), 'fine');
});
