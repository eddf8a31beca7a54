import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lag, lagOf } from '../../web/src/speak/desk/lag.ts';

/** The page began 5 s after the session’s clock’s 0. */
const saidAt = (sessionMs: number) => sessionMs - 5_000;

test('the lag is that of the middle word: from the speaker’s mouth to its translation', () => {
  const said = { startTimeMs: 10_000, endTimeMs: 12_000 };

  assert.equal(lagOf(said, { firstSoundAtMs: 9_000, durationMs: 3_000 }, saidAt), 4_500);
  assert.equal(lagOf(said, { firstSoundAtMs: 9_000, durationMs: 0 }, saidAt), 3_000);
});

test('the lag is unknown when it is not known when the words were said', () => {
  const asked: unknown[] = [];
  const unknown = (...of: unknown[]) => {
    asked.push(of);
    return undefined;
  };

  assert.equal(
    lagOf({ startTimeMs: 0, endTimeMs: 100, epoch: 3 }, { firstSoundAtMs: 0, durationMs: 0 }, unknown),
    undefined,
  );
  assert.deepEqual(asked, [[50, 3]]);
});

test('the last lag holds for half a minute', () => {
  const lag = new Lag();
  assert.equal(lag.at(0), undefined);

  lag.add(4_200, 1_000);
  lag.add(undefined, 20_000);

  assert.equal(lag.at(31_000), 4_200);
  assert.equal(lag.at(31_001), undefined);
});

test('nothing is heard before it is said', () => {
  assert.equal(lagOf({ startTimeMs: 10_000, endTimeMs: 12_000 }, { firstSoundAtMs: 5_900, durationMs: 0 }, saidAt), 0);
});
