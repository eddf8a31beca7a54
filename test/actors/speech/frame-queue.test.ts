import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameQueue } from '../../../src/actors/speech/frame-queue.ts';

const frame = (value: number) => Uint8Array.of(value);
const firstByteOf = ({ value }: IteratorResult<Uint8Array>) => value?.[0];

function fill(outlet: FrameQueue): number {
  let count = 0;
  for (; !outlet.isFull; count += 1) outlet.push(frame(count));
  return count;
}

test('frames come out in order, whether they wait or are waited for', async () => {
  const outlet = new FrameQueue({ onRoom: () => {} });
  const pulled = outlet[Symbol.asyncIterator]();

  outlet.push(frame(1));
  outlet.push(frame(2));
  assert.equal(firstByteOf(await pulled.next()), 1);
  assert.equal(firstByteOf(await pulled.next()), 2);
  const third = pulled.next();
  outlet.push(frame(3));

  assert.equal(firstByteOf(await third), 3);
});

test('it is full at 16 frames, and says once that it has room again', async () => {
  let rooms = 0;
  const outlet = new FrameQueue({
    onRoom: () => {
      rooms += 1;
    },
  });
  const pulled = outlet[Symbol.asyncIterator]();

  assert.equal(fill(outlet), 16);
  assert.equal(rooms, 0);
  await pulled.next();
  assert.equal(rooms, 1);
  assert.equal(outlet.isFull, false);
  await pulled.next();

  assert.equal(rooms, 1);
});

test('an end lets what waits out first; frames after it are not taken', async () => {
  const outlet = new FrameQueue({ onRoom: () => {} });
  outlet.push(frame(1));
  outlet.end();
  outlet.push(frame(2));

  const values: (number | undefined)[] = [];
  for await (const each of outlet) values.push(each[0]);

  assert.deepEqual(values, [1]);
  assert.equal(outlet.isEnded, true);
});

test('an end is heard by who waits for a frame', async () => {
  const outlet = new FrameQueue({ onRoom: () => {} });
  const next = outlet[Symbol.asyncIterator]().next();

  outlet.end();
  outlet.end();

  assert.deepEqual(await next, { done: true, value: undefined });
});

test('a discarded outlet gives nothing that was waiting', async () => {
  const outlet = new FrameQueue({ onRoom: () => {} });
  outlet.push(frame(1));
  outlet.discard();

  assert.equal((await outlet[Symbol.asyncIterator]().next()).done, true);
});

test('a reader who breaks off ends it', async () => {
  const outlet = new FrameQueue({ onRoom: () => {} });
  fill(outlet);

  for await (const _ of outlet) break;

  assert.equal(outlet.isEnded, true);
  assert.equal((await outlet[Symbol.asyncIterator]().next()).done, true);
});
