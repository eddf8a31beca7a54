import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chance } from '../../testkit/chance.ts';

const drawn = (seed: number) => {
  const chance = new Chance(seed);
  return [chance.next(), chance.integer(1, 6), chance.pick(['a', 'b', 'c']), chance.bytes(4).toString('hex')];
};

test('the same seed gives the same choices, another one others', () => {
  assert.deepEqual(drawn(20_261), drawn(20_261));
  assert.notDeepEqual(drawn(20_261), drawn(20_262));
});

test('the generator is mulberry32: its numbers are known', () => {
  const chance = new Chance(1);

  assert.deepEqual(
    [chance.next(), chance.next()].map((value) => Math.floor(value * 2 ** 32)),
    [2_693_262_067, 11_749_833],
  );
});

test('both ends of a range come up, and nothing outside it', () => {
  const chance = new Chance(7);
  const seen = new Set(Array.from({ length: 1_000 }, () => chance.integer(-1, 2)));

  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    [-1, 0, 1, 2],
  );
});

test('every choice is picked, and there is nothing to pick from nothing', () => {
  const chance = new Chance(7);
  const seen = new Set(Array.from({ length: 100 }, () => chance.pick(['a', undefined, 'c'])));

  assert.deepEqual(seen, new Set(['a', undefined, 'c']));
  assert.throws(() => chance.pick([]), RangeError);
});
