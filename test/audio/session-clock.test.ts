import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { audioChunk, cutChunk } from '../../src/audio/audio-chunk.ts';
import { SessionClock } from '../../src/audio/session-clock.ts';

test('the clock stands at 0 before any audio', () => {
  const clock = new SessionClock();
  assert.deepEqual([clock.nowSample, clock.nowMs, clock.chunkCount], [0, 0, 0]);
});

test('a chunk carries its number, its place, its receipt and its trace', () => {
  const clock = new SessionClock();
  const pcm = new Uint8Array(642);
  clock.stamp(new Uint8Array(3_200), 1);

  assert.deepEqual(clock.stamp(pcm, 1234, 'trace'), {
    seq: 1,
    startSample: 1_600,
    endSample: 1_921,
    startMs: 100,
    endMs: 120.0625,
    pcm,
    receivedAt: 1234,
    trace: 'trace',
  });
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
  const chunk = audioChunk({ seq: 7, startSample: 10, pcm: Uint8Array.of(1, 0, 2, 0, 3, 0), receivedAt: 5 });
  const rest = cutChunk(chunk, 11);

  assert.deepEqual([rest.seq, rest.startSample, rest.endSample, rest.receivedAt], [7, 11, 13, 5]);
  assert.deepEqual([...rest.pcm], [2, 0, 3, 0]);
});
