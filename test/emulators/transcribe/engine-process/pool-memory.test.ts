/** How long an engine's process lives with the memory it has: doubles for the processes, and a clock of the test's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeProcess, MB, settled, startPool } from '../../../support/engine/fake-pool.ts';

const processes = (count: number) => Array.from({ length: count }, () => new FakeProcess());

test('each speaker has a share of the bound', async () => {
  const [old, fresh] = processes(2) as [FakeProcess, FakeProcess];
  const { pool } = await startPool([old], [fresh]);
  old.speakers = 28;

  old.is({ rssBytes: 730 * MB });
  await settled();
  assert.equal(pool.counters.recycles, 0);
  old.is({ rssBytes: 740 * MB });
  await settled();

  assert.equal(pool.counters.recycles, 1);
});

test('what the first decode of a large model takes is not growth', async () => {
  const [old, fresh] = processes(2) as [FakeProcess, FakeProcess];
  const { pool } = await startPool([old], [fresh]);

  old.is({ rssBytes: 550 * MB, longestDecodeMs: 900 });
  await settled();
  assert.equal(pool.counters.recycles, 0);
  old.is({ rssBytes: 751 * MB, longestDecodeMs: 900 });
  await settled();

  assert.equal(pool.counters.recycles, 1, '200 MB more than it had then');
});

test('a process that decodes nothing counts as warm after 30 s', async () => {
  const [old, fresh] = processes(2) as [FakeProcess, FakeProcess];
  const { pool, clock } = await startPool([old], [fresh]);
  await clock.pass(30_000);

  old.is({ rssBytes: 550 * MB });
  await settled();

  assert.equal(pool.counters.recycles, 0);
});

test('where fresh processes are over the bound within a minute it is raised, in one line for each, instead of recycling without end', async () => {
  const [first, ...later] = processes(8) as [FakeProcess, ...FakeProcess[]];
  const { pool, clock, lines, forked } = await startPool([first], later);
  let current = first;
  for (let second = 0; second < 300; second++) {
    current.speakers = 28;
    // Warm without speakers it had 200 MB.
    current.is({ rssBytes: 200 * MB + 28 * 12 * MB, longestDecodeMs: 100 });
    current.is({ rssBytes: 950 * MB, longestDecodeMs: 100 });
    await settled();
    current = pool.ready[0] as FakeProcess;
    await clock.pass(1_000);
  }

  assert.equal(pool.counters.recycles, 2, 'over 736 MB; and over 920 MB, a minute later');
  assert.equal(pool.counters.raisedBounds, 2);
  assert.equal(forked.length, 5);
  assert.deepEqual(
    lines.filter((line) => line.includes('too low')),
    Array(2).fill(
      'a fresh process of the speech engine has 950 MB within a minute: its memory bound is too low for 28 speakers, and is raised',
    ),
  );
});

test('a place whose process was replaced has that one for a minute at least', async () => {
  const [first, second, third] = processes(3) as [FakeProcess, FakeProcess, FakeProcess];
  const { pool, clock } = await startPool([first], [second, third]);
  first.is({ rssBytes: 450 * MB });
  await settled();

  for (let n = 0; n < 59; n++) {
    await clock.pass(1_000);
    second.is({ rssBytes: n < 20 ? 200 * MB : 590 * MB, longestDecodeMs: 100 });
    await settled();
    assert.equal(pool.place(), second, `${n} s`);
  }
  await clock.pass(1_000);
  second.is({ rssBytes: 590 * MB, longestDecodeMs: 100 });
  await settled();

  assert.equal(pool.place(), third);
});
