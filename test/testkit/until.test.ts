import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameTrue, pause, until } from '../../testkit/until.ts';

/** True at the so-manieth look. */
function trueAt(look: number) {
  let looks = 0;
  return { isSo: () => ++looks >= look, looks: () => looks };
}

test('what is so is waited for no longer, what becomes so is looked at again', async () => {
  for (const look of [1, 3]) {
    const { isSo, looks } = trueAt(look);
    await until('it', isSo, { everyMs: 1 });
    assert.equal(looks(), look);
  }
  await until('a promise of it', async () => true);
});

test('what is found comes back, though it be nothing much', async () => {
  const finds = [undefined, false, 0];

  assert.equal(await until('a number', () => finds.shift(), { everyMs: 1 }), 0);
});

test('what does not come about is an error that names it, and what is there instead', async () => {
  const never = until('the door is open', () => false, { withinMs: 0 });
  const told = until('it is red', () => false, { withinMs: 0, instead: () => 'green' });

  await assert.rejects(never, { message: 'not within 0 s: the door is open' });
  await assert.rejects(told, { message: 'not within 0 s: it is red; instead: green' });
});

test('a look that fails ends the waiting', async () => {
  const broken = () => {
    throw new Error('blind');
  };

  await assert.rejects(until('it', broken), /blind/);
});

test('whether it came about may be asked for instead; it is looked at once without any patience', async () => {
  assert.equal(await cameTrue(() => true, 0), true);
  assert.equal(await cameTrue(trueAt(2).isSo, 10_000, 1), true);
  assert.equal(await cameTrue(() => false, 0), false);
});

test('a pause is over at the signal, without an error', async () => {
  const leaving = new AbortController();
  const pausing = pause(600_000, leaving.signal);
  leaving.abort();

  await pausing;
  await pause(600_000, leaving.signal);
});
