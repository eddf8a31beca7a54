import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordingQueue } from '../../web/src/speak/recording-queue.ts';

const count = (length: number, from = 0) => Int16Array.from({ length }, (_, i) => from + i);

/** Everything that goes out in so many steps of the audio clock. */
function play(queue: RecordingQueue, quanta: number): number[] {
  return Array.from({ length: quanta }, () => [...queue.advance(128)]).flat();
}

test('a recording goes out at the pace of the audio clock, sample for sample, however it was cut', () => {
  for (const rateHz of [16_000, 44_100, 48_000]) {
    const queue = new RecordingQueue(rateHz);
    queue.add(count(7));
    queue.add(count(0));
    queue.add(count(1_593, 7));
    queue.end();
    const tenth = Math.ceil((rateHz * 0.05) / 128);

    const first = play(queue, tenth);
    assert.equal(first.length, Math.floor((tenth * 128 * 16_000) / rateHz));
    assert.ok(!queue.isOver);
    const rest = play(queue, tenth + 1);

    assert.deepEqual([...first, ...rest], [...count(1_600)], `${rateHz} Hz`);
    assert.ok(queue.isOver);
  }
});

test('with too little there the recording waits, and nothing of it is lost or doubled', () => {
  const queue = new RecordingQueue(48_000);
  queue.add(count(50));

  assert.deepEqual([queue.advance(128).length, queue.advance(128).length], [42, 0]);
  queue.add(count(50, 50));
  assert.deepEqual([...queue.advance(128)], [...count(43, 42)]);
  assert.ok(!queue.isOver);
  queue.end();
  assert.deepEqual([...queue.advance(128)], [...count(15, 85)]);
  assert.ok(queue.isOver);
});

test('more is asked for while less than three seconds wait, and not when it is whole', () => {
  const queue = new RecordingQueue(48_000);
  assert.ok(queue.isLow);
  queue.add(count(48_001));
  assert.ok(!queue.isLow);
  queue.advance(128);
  assert.ok(queue.isLow);
  queue.end();
  assert.ok(!queue.isLow);
});
