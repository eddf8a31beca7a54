import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turnstile } from '../../../verify/contract/turnstile.ts';

test('so many are let through at a time, the others in the order they came', async () => {
  const turnstile = new Turnstile(2);
  const through: number[] = [];
  const visits = [1, 2, 3, 4].map((visitor) => turnstile.enter().then(() => through.push(visitor)));

  await Promise.all(visits.slice(0, 2));
  assert.deepEqual(through, [1, 2]);
  turnstile.leave();
  await visits[2];
  assert.deepEqual(through, [1, 2, 3]);
  turnstile.leave();
  await visits[3];
  assert.deepEqual(through, [1, 2, 3, 4]);

  turnstile.leave();
  turnstile.leave();
  await turnstile.enter();
  await turnstile.enter();
});
