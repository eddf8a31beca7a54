import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InboundQueue } from '../../../src/server/sockets/inbound-queue.ts';

/** A message that waits until it is told to go on. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

/** Everything that can go on has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
const nobodyDropped = () => assert.fail('something was dropped');

test('a message runs at once, in the very call, while none waits', () => {
  const ran: string[] = [];
  const queue = new InboundQueue();

  for (const name of ['a', 'b']) assert.ok(queue.add(1, () => void ran.push(name), nobodyDropped));

  assert.deepEqual(ran, ['a', 'b']);
  assert.deepEqual([queue.length, queue.isIdle], [0, true]);
});

test('what comes behind a message that waits is run in its order, when that one is done', async () => {
  const ran: string[] = [];
  const [first, second] = [gate(), gate()];
  const queue = new InboundQueue();
  const plain = (name: string) => queue.add(1, () => void ran.push(name), nobodyDropped);
  const waits = (name: string, { opened }: { opened: Promise<void> }) =>
    queue.add(1, () => opened.then(() => void ran.push(name)), nobodyDropped);

  waits('create', first);
  assert.equal(queue.isIdle, false);
  plain('audio');
  waits('join', second);
  plain('end');
  await settled();
  assert.deepEqual(ran, []);
  assert.equal(queue.length, 3);

  first.open();
  await settled();
  plain('late');
  assert.deepEqual(ran, ['create', 'audio']);

  second.open();
  await settled();
  assert.deepEqual(ran, ['create', 'audio', 'join', 'end', 'late']);
});

test('messages over the count are dropped, and their sender is told once, when it would have been their turn', async () => {
  const ran: string[] = [];
  const { open, opened } = gate();
  const queue = new InboundQueue({ count: 2, bytes: 1000 });
  const add = (name: string) =>
    queue.add(
      1,
      () => void ran.push(name),
      (count) => ran.push(`${count} dropped`),
    );
  queue.add(1, () => opened, nobodyDropped);

  assert.deepEqual(['a', 'b', 'c', 'd', 'e'].map(add), [true, true, false, false, false]);
  open();
  await settled();
  assert.deepEqual(ran, ['a', 'b', '3 dropped']);

  // There is room again, and nothing is told twice.
  assert.ok(add('f'));
  assert.deepEqual(ran, ['a', 'b', '3 dropped', 'f']);
});

test('so are messages over the bytes, be they few; a small one behind them still finds room', async () => {
  const ran: string[] = [];
  const { open, opened } = gate();
  const queue = new InboundQueue({ count: 100, bytes: 100 });
  const add = (name: string, bytes: number) =>
    queue.add(
      bytes,
      () => void ran.push(name),
      (count) => ran.push(`${count} dropped`),
    );
  queue.add(1, () => opened, nobodyDropped);

  assert.deepEqual([add('a', 60), add('b', 41), add('c', 40), add('d', 1)], [true, false, true, false]);
  open();
  await settled();
  assert.deepEqual(ran, ['a', '2 dropped', 'c']);

  // The bytes of those that ran are free again.
  const next = gate();
  queue.add(1, () => next.opened, nobodyDropped);
  assert.ok(add('e', 100));
});

test('of a connection that is over nothing runs any more, not even the word that something was dropped', async () => {
  const { open, opened } = gate();
  const queue = new InboundQueue({ count: 1, bytes: 100 });
  queue.add(1, () => opened, nobodyDropped);
  queue.add(1, () => assert.fail('it ran'), nobodyDropped);
  queue.add(1, () => assert.fail('it ran'), nobodyDropped);

  queue.clear();
  assert.equal(queue.length, 0);
  open();
  await settled();
});

test('whatever waits for how long, order is kept and nothing is lost within the bounds', async () => {
  const messages = fc.array(fc.nat({ max: 3 }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(messages, async (waits) => {
      const ran: number[] = [];
      const queue = new InboundQueue();
      for (const [i, turns] of waits.entries()) {
        const run = async () => {
          for (let turn = 0; turn < turns; turn++) await null;
          ran.push(i);
        };
        queue.add(10, turns === 0 ? () => void ran.push(i) : run, nobodyDropped);
        if (i % 5 === 0) await settled();
      }
      for (let turn = 0; turn < 3; turn++) await settled();
      assert.deepEqual(
        ran,
        waits.map((_, i) => i),
      );
      assert.equal(queue.length, 0);
    }),
    { numRuns: 50 },
  );
});
