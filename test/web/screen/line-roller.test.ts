import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineRoller } from '../../../web/src/screen/line-roller.ts';

/** Rolls as a page does, and notes when. */
function rollUntil(roller: LineRoller, fromMs: number, untilMs: number): [atMs: number, lines: number][] {
  const steps: [number, number][] = [];
  for (let nowMs = fromMs; nowMs <= untilMs; nowMs += 50) {
    const lines = roller.roll(nowMs);
    if (lines > 0) steps.push([nowMs, lines]);
  }
  return steps;
}

/** A window that is full of text, the last of it just read. */
function full(lines: number): LineRoller {
  const roller = new LineRoller(lines);
  roller.measure(lines);
  roller.roll(-10_000);
  return roller;
}

test('the first lines stand at the bottom of the window, and fill it at once', () => {
  const roller = new LineRoller(3);
  roller.measure(1);
  assert.deepEqual([roller.top, roller.nextMs, roller.roll(0), roller.top], [-3, 0, 1, -2]);
  roller.measure(3);
  assert.deepEqual([roller.roll(10), roller.top, roller.nextMs], [2, 0, undefined]);
});

test('text that fits its window does not move', () => {
  const roller = full(2);
  assert.deepEqual([roller.roll(0), roller.top, roller.nextMs], [0, 0, undefined]);
});

test('a new line moves the text up by one, at once', () => {
  const roller = full(2);
  roller.measure(3);

  assert.deepEqual([roller.roll(10), roller.top, roller.nextMs], [1, 1, undefined]);
});

test('lines that come together roll one after the other, each with time to be read, faster the more wait', () => {
  const roller = full(2);
  roller.measure(5);
  assert.deepEqual(rollUntil(roller, 0, 10_000), [
    [0, 1],
    [600, 1],
    [1_800, 1],
  ]);
  assert.equal(roller.top, 3);
});

test('no step comes sooner than the one before has moved', () => {
  const roller = full(6);
  roller.measure(24);
  const steps = rollUntil(roller, 0, 30_000);

  assert.equal(steps.length, 18);
  for (const [i, [at]] of steps.slice(1).entries()) assert.ok(at - (steps[i]?.[0] ?? 0) >= 300);
});

test('what nobody could read any more is passed over', () => {
  const roller = full(2);
  roller.measure(40);

  assert.deepEqual([roller.roll(0), roller.top], [36, 36]);
});

test('a partial that becomes shorter moves nothing back, and the next one grows into the place', () => {
  const roller = full(2);
  roller.measure(4);
  rollUntil(roller, 0, 5_000);
  assert.equal(roller.top, 2);

  roller.measure(3);
  assert.deepEqual([roller.top, roller.roll(6_000)], [2, 0]);
  roller.measure(4);
  assert.deepEqual([roller.top, roller.roll(7_000)], [2, 0]);
});

test('a window that would show nothing shows the end of the text', () => {
  const roller = full(2);
  roller.measure(9);
  rollUntil(roller, 0, 20_000);

  roller.measure(5);
  assert.equal(roller.top, 3);
  roller.measure(0);
  assert.equal(roller.top, -2);
});

test('lines that go or come above the window move nothing in it', () => {
  const roller = full(2);
  roller.measure(9);
  rollUntil(roller, 0, 20_000);
  roller.shift(5);
  roller.measure(4);
  assert.deepEqual([roller.top, roller.roll(30_000), roller.nextMs], [2, 0, undefined]);
  roller.shift(-1);
  roller.measure(5);
  assert.deepEqual([roller.top, roller.roll(31_000)], [3, 0]);
  roller.shift(9);
  assert.equal(roller.top, -2);
});

test('text that is laid out anew shows its end at once, as after a turn of the screen', () => {
  const roller = full(2);
  roller.settle(30);
  assert.deepEqual([roller.top, roller.roll(0)], [28, 0]);
  roller.settle(1);
  assert.equal(roller.top, -1);
});
