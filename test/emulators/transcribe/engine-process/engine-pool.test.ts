/** With doubles for the processes, and a clock of the test's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineStart, PooledProcess } from '../../../../emulators/transcribe/engine-process/pooled-process.ts';
import { FakeProcess, MB, settled, startPool } from '../../../support/engine/fake-pool.ts';

const broken: EngineStart = { ok: false, message: 'no model' };

test('a speaker is placed where the fewest are, and of these where there is the least to decode', async () => {
  const [one, two, three] = [new FakeProcess(), new FakeProcess(), new FakeProcess()];
  const { pool } = await startPool([one, two, three]);
  one.speakers = 1;
  two.is({ decodeLoad: 0.4 });

  assert.equal(pool.place(), three);
  three.speakers = 2;
  two.speakers = 2;
  assert.equal(pool.place(), one);
});

test('when one of several does not start, all are closed and its line is told', async () => {
  const fine = new FakeProcess();

  await assert.rejects(startPool([fine, new FakeProcess(broken)]), { message: 'no model' });

  assert.equal(fine.isClosed, true);
});

test('the pause before the next process grows while they keep dying, and one that lived long starts anew', async () => {
  const processes = Array.from({ length: 7 }, () => new FakeProcess());
  const [first, ...later] = processes as [FakeProcess, ...FakeProcess[]];
  const { pool, clock } = await startPool([first], later);
  const pauses: (number | undefined)[] = [];
  for (const process of processes.slice(0, 5)) {
    process.end();
    assert.equal(pool.place(), undefined);
    pauses.push(clock.next);
    await clock.pass(clock.next ?? 0);
    assert.notEqual(pool.place(), undefined);
  }
  await clock.pass(10_000);
  processes[5]?.end();

  assert.deepEqual(pauses, [0, 250, 500, 1_000, 2_000]);
  assert.equal(clock.next, 0);
  assert.equal(pool.counters.restarts, 5);
});

test('who waits for a process begins in the next one; who has waited for 8 s is told', async () => {
  const first = new FakeProcess();
  const { pool, clock } = await startPool([first], [new FakeProcess(broken), new FakeProcess()]);
  first.end();
  const began: PooledProcess[] = [];
  const late: number[] = [];
  for (const id of [1, 2]) {
    pool.queue.wait(
      (process) => began.push(process),
      () => late.push(id),
    );
  }
  const takeBack = pool.queue.wait(
    () => assert.fail('it has gone'),
    () => assert.fail('it has gone'),
  );
  takeBack();

  await clock.pass(0);
  assert.deepEqual(began, [], 'the second does not start');
  await clock.pass(7_000);
  assert.deepEqual(began.length, 2);
  assert.equal(began[0], began[1]);
  pool.queue.wait(
    () => assert.fail('no other process comes'),
    () => late.push(3),
  );
  await clock.pass(8_000);
  assert.deepEqual(late, [3]);
});

test('a process that does not start again is tried again later', async () => {
  const [first, third] = [new FakeProcess(), new FakeProcess()];
  const { pool, clock, lines } = await startPool([first], [new FakeProcess(broken), third]);

  first.end();
  await clock.pass(0);
  assert.ok(lines.includes('the speech engine does not start again: no model'));
  await clock.pass(clock.next ?? 0);

  assert.equal(pool.place(), third);
});

test('over its memory bound a process is replaced first, then left by its speakers, then ended when it is empty', async () => {
  const [old, fresh] = [new FakeProcess(), new FakeProcess()];
  const { pool } = await startPool([old], [fresh]);
  old.speakers = 2;

  old.is({ rssBytes: 425 * MB });
  assert.equal(pool.place(), old, 'until the other is ready');
  await settled();

  assert.equal(pool.place(), fresh);
  assert.equal(old.retired, 1);
  old.speakers = 1;
  pool.tidy();
  assert.equal(old.isClosed, false);
  old.speakers = 0;
  pool.tidy();
  assert.equal(old.isClosed, true);
  assert.equal(pool.counters.recycles, 1);
});

test('a process over its bound is replaced once, and of several over it one after the other', async () => {
  const [one, two] = [new FakeProcess(), new FakeProcess()];
  let ready: (start: EngineStart) => void = () => {};
  const slow = new FakeProcess(
    new Promise<EngineStart>((resolve) => {
      ready = resolve;
    }),
  );
  const { forked } = await startPool([one, two], [slow, new FakeProcess()]);

  for (let n = 0; n < 3; n++) for (const process of [one, two]) process.is({ rssBytes: 450 * MB });
  await settled();
  assert.equal(forked.length, 1);
  ready({ ok: true, rssBytes: 200 * MB });
  await settled();
  two.is({ rssBytes: 450 * MB });
  await settled();

  assert.equal(forked.length, 0);
});

test('over its hard bound a process ends at once, also while its last speaker never pauses', async () => {
  const [old, fresh] = [new FakeProcess(), new FakeProcess()];
  const { pool, clock } = await startPool([old], [fresh]);
  old.speakers = 1;
  old.is({ rssBytes: 450 * MB });
  await settled();

  old.is({ rssBytes: 617 * MB });
  assert.equal(old.killedFor, undefined, 'has memory left');
  old.is({ rssBytes: 619 * MB });

  assert.equal(old.killedFor, 'it has 619 MB, more than it may ever have');
  assert.equal(clock.next, undefined, 'the fresh one is there already');
  assert.equal(pool.processes, 1);
});

test('the hard bound holds also where no fresh process starts', async () => {
  const [old, third] = [new FakeProcess(), new FakeProcess()];
  const { pool, clock } = await startPool([old], [new FakeProcess(broken), third]);
  old.is({ rssBytes: 450 * MB });
  await settled();
  assert.equal(pool.place(), old);

  old.is({ rssBytes: 601 * MB });

  assert.equal(old.killedFor, 'it has 601 MB, more than it may ever have');
  await clock.pass(clock.next ?? 0);
  assert.equal(pool.place(), third);
});

test('the hard bound holds while the replacement starts', async () => {
  const [old, fresh] = [new FakeProcess(), new FakeProcess()];
  const { pool } = await startPool([old], [fresh]);

  old.is({ rssBytes: 450 * MB });
  old.is({ rssBytes: 601 * MB });
  await settled();

  assert.equal(old.killedFor, 'it has 601 MB, more than it may ever have');
  assert.equal(pool.place(), fresh);
});

test('a fresh process that does not start leaves the large one at work, and is tried again after a minute', async () => {
  const [old, fresh] = [new FakeProcess(), new FakeProcess()];
  const { pool, clock } = await startPool([old], [new FakeProcess(broken), fresh]);
  old.is({ longestDecodeMs: 100 });
  old.is({ rssBytes: 450 * MB });
  await settled();
  old.is({ rssBytes: 450 * MB });
  await settled();
  assert.equal(pool.place(), old);

  await clock.pass(60_000);
  old.is({ rssBytes: 450 * MB });
  await settled();

  assert.equal(pool.place(), fresh);
});

test('a process that dies while its replacement starts has that one in its place, and no second', async () => {
  const [old, fresh] = [new FakeProcess(), new FakeProcess()];
  const { pool, clock } = await startPool([old], [fresh]);

  old.is({ rssBytes: 450 * MB });
  old.end();
  await settled();

  assert.equal(pool.place(), fresh);
  assert.equal(clock.next, undefined);
});

test('when that replacement does not start either, another is tried', async () => {
  const [old, third] = [new FakeProcess(), new FakeProcess()];
  const { pool, clock } = await startPool([old], [new FakeProcess(broken), third]);

  old.is({ rssBytes: 450 * MB });
  old.end();
  await settled();
  await clock.pass(clock.next ?? 0);

  assert.equal(pool.place(), third);
});

test('who is under way while no process takes speakers goes on in a retired one, and leaves it for the next', async () => {
  const [old, fresh, third] = [new FakeProcess(), new FakeProcess(), new FakeProcess()];
  const { pool, clock } = await startPool([old], [fresh, third]);
  old.speakers = 2;
  old.is({ rssBytes: 450 * MB });
  await settled();
  fresh.end();

  assert.equal(pool.place(), undefined);
  assert.equal(pool.placeAgain(), old);
  await clock.pass(0);

  assert.equal(old.retired, 2);
});

test('a process that the system refuses to start is one that does not start: a line, and another try', async () => {
  const [first, third] = [new FakeProcess(), new FakeProcess()];
  const { pool, clock, lines } = await startPool([first], [new Error('spawn ENOMEM'), third]);

  first.end();
  await clock.pass(0);
  assert.ok(lines.includes('the speech engine does not start again: spawn ENOMEM'));
  await clock.pass(clock.next ?? 0);

  assert.equal(pool.place(), third);
});

test('who waits for a process when the pool is closed is told nothing any more, nor who comes then', async () => {
  const first = new FakeProcess();
  const { pool, clock } = await startPool([first], [new FakeProcess()]);
  const wait = () =>
    pool.queue.wait(
      () => assert.fail('begun'),
      () => assert.fail('late'),
    );
  first.end();
  wait();

  await pool.close();
  wait();
  assert.equal(clock.next, undefined, 'no timer is left');
  await clock.pass(10_000);
});

test('closed, a pool ends all of its processes and starts no more', async () => {
  const [one, two] = [new FakeProcess(), new FakeProcess()];
  const { pool, clock } = await startPool([one, two], []);
  one.end();

  await pool.close();

  assert.equal(two.isClosed, true);
  assert.equal(clock.next, undefined);
});

test('a pool is closed when those that were ending already have ended too', async () => {
  const [old, fresh] = [new FakeProcess(), new FakeProcess()];
  const { pool } = await startPool([old], [fresh]);
  let end: () => void = () => {};
  old.closing = new Promise((resolve) => {
    end = resolve;
  });
  await pool.recycle();
  let isClosed = false;

  const closed = pool.close().then(() => {
    isClosed = true;
  });
  await settled();
  assert.equal(isClosed, false);
  end();
  await closed;
});

test('a pool that is closed while a replacement starts ends that too', async () => {
  const [old, fresh] = [new FakeProcess(), new FakeProcess()];
  const { pool } = await startPool([old], [fresh]);
  old.is({ rssBytes: 450 * MB });

  await pool.close();
  await settled();

  assert.equal(fresh.isClosed, true);
  assert.equal(pool.place(), undefined);
});
