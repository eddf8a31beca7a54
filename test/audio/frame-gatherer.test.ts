import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameGatherer } from '../../src/audio/frame-gatherer.ts';

const bytes = (length: number) => new Uint8Array(length);
const sizes = (frames: Uint8Array[]) => frames.map((frame) => frame.byteLength);

test('100 ms of audio go out as one frame', () => {
  const gatherer = new FrameGatherer();
  assert.deepEqual(gatherer.offer(bytes(1_600), 0), []);
  assert.deepEqual([gatherer.waitingBytes, gatherer.nextDueAt], [1_600, 40]);
  assert.deepEqual(sizes(gatherer.offer(bytes(1_600), 1)), [3_200]);
  assert.deepEqual([gatherer.waitingBytes, gatherer.nextDueAt], [0, undefined]);
});

test('no chunk waits longer than 40 ms', () => {
  const gatherer = new FrameGatherer();
  gatherer.offer(bytes(640), 1_000);
  gatherer.offer(bytes(640), 1_020);

  assert.deepEqual(gatherer.due(1_039), []);
  assert.deepEqual(sizes(gatherer.due(1_040)), [1_280]);
  assert.deepEqual(gatherer.due(2_000), []);
});

test('an offer that comes when the oldest chunk is due takes everything along', () => {
  const gatherer = new FrameGatherer();
  gatherer.offer(bytes(640), 0);
  assert.deepEqual(sizes(gatherer.offer(bytes(640), 45)), [1_280]);
});

test('at mute, pause and the end what waits goes out at once', () => {
  const gatherer = new FrameGatherer();
  assert.deepEqual(gatherer.flush(), []);
  gatherer.offer(bytes(640), 0);
  assert.deepEqual(sizes(gatherer.flush()), [640]);
  assert.equal(gatherer.nextDueAt, undefined);
});

test('a chunk too large for a frame is sliced', () => {
  assert.deepEqual(sizes(new FrameGatherer().offer(bytes(32_768), 0)), [16_384, 16_384]);
  assert.deepEqual(sizes(new FrameGatherer().offer(bytes(16_386), 0)), [16_384, 2]);
});

test('a frame has its own memory: that of the chunks may be used again at once', () => {
  const gatherer = new FrameGatherer({ frameMs: 40 });
  const memory = new Uint8Array(1_280);
  const offer = (value: number, length: number) => gatherer.offer(memory.fill(value).subarray(0, length), 0);

  const [whole] = offer(1, 1_280);
  offer(2, 100);
  const [joined] = offer(3, 1_280);
  memory.fill(9);

  assert.deepEqual(new Set(whole), new Set([1]));
  assert.deepEqual([joined?.byteLength, joined?.[99], joined?.[100], joined?.[1_379]], [1_380, 2, 3, 3]);
});

test('empty audio starts no clock', () => {
  const gatherer = new FrameGatherer();
  assert.deepEqual(gatherer.offer(bytes(0), 0), []);
  assert.equal(gatherer.nextDueAt, undefined);
});

test('every byte goes out once and in order, in frames within bounds, and none waits too long', () => {
  const step = fc.record({ samples: fc.integer({ min: 50, max: 500 }), afterMs: fc.integer({ min: 0, max: 60 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const gatherer = new FrameGatherer({ frameMs: 20, maxWaitMs: 40, maxFrameBytes: 512 });
      const out: number[] = [];
      const take = (frames: Uint8Array[]) => {
        for (const frame of frames) {
          assert.ok(frame.byteLength <= 512 && frame.byteLength % 2 === 0);
          out.push(...frame);
        }
      };
      let now = 0;
      let sent = 0;
      for (const { samples, afterMs } of steps) {
        const dueAt = gatherer.nextDueAt;
        now += afterMs;
        if (dueAt !== undefined && now > dueAt) take(gatherer.due(dueAt)); // the caller's timer
        take(
          gatherer.offer(
            Uint8Array.from({ length: samples * 2 }, (_, i) => sent + i),
            now,
          ),
        );
        sent += samples * 2;
        assert.ok(gatherer.waitingBytes < 640);
        assert.ok((gatherer.nextDueAt ?? now + 1) > now);
      }
      take(gatherer.flush());
      assert.deepEqual(
        out,
        Array.from({ length: sent }, (_, i) => i % 256),
      );
    }),
  );
});
