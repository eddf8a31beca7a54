import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AudioChunk } from '../../src/audio/audio-chunk.ts';
import { ChunkQueue } from '../../src/audio/chunk-queue.ts';
import { SessionClock } from '../../src/audio/session-clock.ts';

test('chunks come out in the order they went in', () => {
  const clock = new SessionClock();
  const queue = new ChunkQueue({ maxBytes: 1_000 });
  const chunks = [100, 200, 300].map((bytes) => clock.stamp(new Uint8Array(bytes), 0));
  for (const chunk of chunks) queue.push(chunk);

  assert.deepEqual([queue.size, queue.bytes], [3, 600]);
  assert.equal(queue.peek(), chunks[0]);
  assert.deepEqual([queue.shift(), queue.shift(), queue.shift(), queue.shift()], [...chunks, undefined]);
  assert.deepEqual([queue.size, queue.bytes, queue.peek()], [0, 0, undefined]);
});

test('a full queue drops its oldest chunks, reports each and counts them', () => {
  const clock = new SessionClock();
  const dropped: number[] = [];
  const queue = new ChunkQueue({ maxBytes: 500, onDrop: (chunk) => dropped.push(chunk.seq) });
  for (const bytes of [200, 200, 100, 300]) queue.push(clock.stamp(new Uint8Array(bytes), 0));

  assert.deepEqual(dropped, [0, 1]);
  assert.deepEqual([queue.droppedCount, queue.droppedBytes, queue.size, queue.bytes], [2, 400, 2, 400]);
});

test('a chunk larger than the queue is itself dropped', () => {
  const queue = new ChunkQueue({ maxBytes: 500 });
  queue.push(new SessionClock().stamp(new Uint8Array(502), 0));
  assert.deepEqual([queue.size, queue.bytes, queue.droppedCount], [0, 0, 1]);
});

test('clearing empties the queue and counts nothing as dropped', () => {
  const queue = new ChunkQueue({ maxBytes: 500 });
  queue.push(new SessionClock().stamp(new Uint8Array(100), 0));
  assert.equal(queue.clear(), 1);
  assert.deepEqual([queue.size, queue.bytes, queue.droppedCount], [0, 0, 0]);
});

test('every chunk comes out once, taken or dropped, and the bound always holds', () => {
  const sizeOrTake = fc.oneof(fc.integer({ min: 50, max: 400 }), fc.constant('take' as const));
  fc.assert(
    fc.property(fc.array(sizeOrTake, { maxLength: 200 }), (steps) => {
      const clock = new SessionClock();
      const out: AudioChunk[] = [];
      const queue = new ChunkQueue({ maxBytes: 2_000, onDrop: (chunk) => out.push(chunk) });
      for (const step of steps) {
        if (step === 'take') out.push(...[queue.shift()].filter((chunk) => chunk !== undefined));
        else queue.push(clock.stamp(new Uint8Array(step * 2), 0));
        assert.ok(queue.bytes <= 2_000);
      }
      for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) out.push(chunk);
      assert.deepEqual(
        out.map((chunk) => chunk.seq),
        Array.from({ length: clock.chunkCount }, (_, i) => i),
      );
    }),
  );
});
