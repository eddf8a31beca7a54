/** With doubles for the processes, and a clock of the test's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineStart } from '../../../../emulators/transcribe/engine-process/pooled-process.ts';
import { surplus } from '../../../../emulators/transcribe/engine-process/speaker-balance.ts';
import { FakeProcess, MB, settled, startPool } from '../../../support/engine/fake-pool.ts';

const statusOfAll = (processes: readonly FakeProcess[]) => {
  for (const process of processes) process.is({});
};

test('who has more than the others gives until no two differ by more than one, and then nobody gives', () => {
  assert.deepEqual(surplus([6, 0]), [3, 0]);
  assert.deepEqual(surplus([4, 4, 0]), [1, 1, 0]);
  assert.deepEqual(surplus([3, 3, 1]), [1, 0, 0]);
  for (const even of [[], [5], [3, 2], [0, 1, 1], [2, 2, 2]])
    assert.deepEqual(surplus(even), Array(even.length).fill(0));
});

test('one of two dies: when it is back, half of the speakers go there at their next rest, and no more move', async () => {
  const [one, two, fresh] = [new FakeProcess(), new FakeProcess(), new FakeProcess()];
  const { pool, clock } = await startPool([one, two], [fresh]);
  one.end();
  two.speakers = 6;

  await clock.pass(0);
  assert.equal(two.leaving, 3);
  while (two.leaving > 0) two.rest(pool);

  assert.deepEqual([two.speakers, fresh.speakers], [3, 3]);
  for (let second = 0; second < 60; second++) {
    await clock.pass(1_000);
    statusOfAll([two, fresh]);
  }
  assert.deepEqual([two.leaving, fresh.leaving, two.retired, fresh.retired], [0, 0, 0, 0]);
});

test('both die: all who wait go on with the first that is back, and half of them then with the second', async () => {
  const [one, two, first] = [new FakeProcess(), new FakeProcess(), new FakeProcess()];
  let ready: (start: EngineStart) => void = () => {};
  const second = new FakeProcess(
    new Promise<EngineStart>((resolve) => {
      ready = resolve;
    }),
  );
  const { pool, clock } = await startPool([one, two], [first, second]);
  one.end();
  two.end();
  for (let n = 0; n < 6; n++) {
    pool.queue.wait(
      (process) => {
        (process as FakeProcess).speakers++;
      },
      () => assert.fail('late'),
    );
  }

  await clock.pass(0);
  assert.deepEqual([first.speakers, first.leaving], [6, 0]);
  ready({ ok: true, rssBytes: 200 * MB });
  await settled();
  assert.equal(first.leaving, 3);
  while (first.leaving > 0) first.rest(pool);

  assert.deepEqual([first.speakers, second.speakers], [3, 3]);
});

test('speakers who left unevenly are evened out one by one, and only when it lasts', async () => {
  const [one, two] = [new FakeProcess(), new FakeProcess()];
  const { pool, clock } = await startPool([one, two]);
  [one.speakers, two.speakers] = [5, 0];
  statusOfAll([one, two]);

  await clock.pass(9_999);
  statusOfAll([one, two]);
  assert.equal(one.leaving, 0, 'others may come');
  await clock.pass(1);
  statusOfAll([one, two]);
  assert.equal(one.leaving, 1);
  await clock.pass(60_000);
  statusOfAll([one, two]);
  assert.equal(one.leaving, 1, 'one at a time');
  one.rest(pool);
  statusOfAll([one, two]);
  assert.equal(one.leaving, 1);
  one.rest(pool);

  assert.deepEqual([one.speakers, two.speakers], [3, 2]);
  await clock.pass(60_000);
  statusOfAll([one, two]);
  assert.deepEqual([one.leaving, two.leaving], [0, 0]);
});
