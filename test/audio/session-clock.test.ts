import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AudioChunk } from '../../src/audio/audio-chunk.ts';
import { SessionClock } from '../../src/audio/session-clock.ts';

test('the clock stands at 0 before any audio', () => {
  const clock = new SessionClock();
  assert.deepEqual([clock.nowSample, clock.nowMs, clock.chunkCount], [0, 0, 0]);
});

test('a chunk carries its number, its place, its receipt and its trace', () => {
  const clock = new SessionClock();
  const pcm = new Uint8Array(642);
  clock.stamp(new Uint8Array(3_200), 1);

  const chunk = clock.stamp(pcm, 1234, 'trace');

  assert.deepEqual([chunk.seq, chunk.startSample, chunk.endSample], [1, 1_600, 1_921]);
  assert.deepEqual([chunk.startMs, chunk.endMs], [100, 120.0625]);
  assert.deepEqual([chunk.pcm, chunk.byteLength, chunk.receivedAt, chunk.trace], [pcm, 642, 1234, 'trace']);
});

test('chunks follow one another without a gap, exactly, however odd their sizes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 50, max: 16_384 }), { maxLength: 100 }), (sizes) => {
      const clock = new SessionClock();
      const chunks = sizes.map((samples, i) => clock.stamp(new Uint8Array(samples * 2), i));
      let expected = 0;
      for (const [i, chunk] of chunks.entries()) {
        assert.equal(chunk.seq, i);
        assert.equal(chunk.startSample, expected);
        expected += sizes[i] ?? 0;
        assert.equal(chunk.endSample, expected);
        assert.equal(chunk.endMs * 16, expected);
      }
      assert.equal(clock.nowSample, expected);
      assert.equal(clock.nowMs * 16, expected);
      assert.equal(clock.chunkCount, sizes.length);
    }),
  );
});

test('a cut chunk keeps its number and receipt and begins at the sample of the cut', () => {
  const chunk = AudioChunk.of({ seq: 7, startSample: 10, pcm: Uint8Array.of(1, 0, 2, 0, 3, 0), receivedAt: 5 });
  const rest = chunk.from(11);

  assert.deepEqual([rest.seq, rest.startSample, rest.endSample, rest.receivedAt], [7, 11, 13, 5]);
  assert.deepEqual([...rest.pcm], [2, 0, 3, 0]);
});

test('a chunk moved to another memory is the same chunk there', () => {
  const chunk = AudioChunk.of({ seq: 7, startSample: 10, pcm: Uint8Array.of(1, 0, 2, 0), receivedAt: 5, trace: 't' });
  const memory = new Uint8Array(8);
  const moved = chunk.copyTo(memory, 2);
  chunk.pcm.fill(9);

  assert.deepEqual([...memory], [0, 0, 1, 0, 2, 0, 0, 0]);
  assert.deepEqual([...moved.pcm], [1, 0, 2, 0]);
  assert.deepEqual([moved.seq, moved.startSample, moved.endSample, moved.trace], [7, 10, 12, 't']);
});
