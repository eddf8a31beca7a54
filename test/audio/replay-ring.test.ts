import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AudioChunk } from '../../src/audio/audio-chunk.ts';
import { toPcm, toSamples } from '../../src/audio/pcm.ts';
import { ReplayRing } from '../../src/audio/replay-ring.ts';
import { SessionClock } from '../../src/audio/session-clock.ts';

/** PCM whose samples are their own places on the session clock, so that each can be told apart. */
function numbered(clock: SessionClock, samples: number): AudioChunk {
  const from = clock.nowSample;
  return clock.stamp(toPcm(Int16Array.from({ length: samples }, (_, i) => from + i)), 0);
}

function heldSamples(ring: ReplayRing): number[] {
  return [...ring.replay()].flatMap((chunk) => [...toSamples(chunk.pcm)]);
}

function filled(...sizes: number[]): { ring: ReplayRing; clock: SessionClock } {
  const ring = new ReplayRing();
  const clock = new SessionClock();
  for (const size of sizes) ring.append(numbered(clock, size));
  return { ring, clock };
}

test('an empty ring begins where the audio ended', () => {
  const { ring } = filled(160);
  ring.coverTo(160);
  assert.deepEqual([ring.startSample, ring.endSample, ring.durationMs], [160, 160, 0]);
  assert.equal(new ReplayRing().startSample, 0);
});

test('a final that ends within a chunk cuts it at that very sample', () => {
  const { ring } = filled(160, 160);
  ring.coverTo(200);

  assert.equal(ring.startSample, 200);
  assert.equal(ring.durationMs, 7.5);
  assert.deepEqual(
    [...ring.replay()].map(({ seq, startSample, endSample }) => [seq, startSample, endSample]),
    [[1, 200, 320]],
  );
  assert.equal(heldSamples(ring)[0], 200);
});

test('a final that ends at a chunk boundary leaves the next chunk whole', () => {
  const { ring } = filled(160, 160);
  ring.coverTo(160);
  assert.equal(heldSamples(ring).length, 160);
});

test('covering what is covered already, or beyond the end, takes nothing that comes later', () => {
  const { ring, clock } = filled(160, 160);
  ring.coverTo(200);
  ring.coverTo(100);
  assert.equal(ring.startSample, 200);

  ring.coverTo(10_000);
  ring.append(numbered(clock, 160));
  assert.deepEqual([ring.startSample, ring.durationMs], [320, 10]);
});

test('audio over the bound drops the oldest chunk, reported and counted', () => {
  const dropped: number[] = [];
  const ring = new ReplayRing({ maxMs: 25, onDrop: (chunk) => dropped.push(chunk.seq) });
  const clock = new SessionClock();
  for (let i = 0; i < 4; i++) ring.append(numbered(clock, 160));

  assert.deepEqual(dropped, [0, 1]);
  assert.deepEqual([ring.durationMs, ring.droppedMs, ring.startSample], [20, 20, 320]);
});

test('sixty seconds are held when nothing else is said', () => {
  const ring = new ReplayRing();
  const clock = new SessionClock();
  for (let i = 0; i < 61; i++) ring.append(clock.stamp(new Uint8Array(32_000), 0));
  assert.deepEqual([ring.durationMs, ring.droppedMs], [60_000, 1_000]);
});

test('clearing gives the milliseconds lost and goes on where the clock stands', () => {
  const { ring, clock } = filled(160, 160);
  assert.equal(ring.clear(), 20);
  assert.deepEqual([ring.startSample, ring.durationMs, ring.droppedMs, ring.clear()], [320, 0, 0, 0]);
  ring.append(numbered(clock, 160));
  assert.equal(ring.startSample, 320);
});

test('a replay can be walked while finals cover what it gives', () => {
  const { ring } = filled(160, 160, 160);
  const seen: number[] = [];
  for (const chunk of ring.replay()) {
    seen.push(chunk.seq);
    ring.coverTo(chunk.endSample);
  }
  assert.deepEqual(seen, [0, 1, 2]);
  assert.equal(ring.durationMs, 0);
});

test('the chunks a time range covers are those that share a sample with it', () => {
  const { ring } = filled(160, 160, 160);
  const seqs = (from: number, to: number) => ring.overlapping(from, to).map((chunk) => chunk.seq);
  assert.deepEqual(seqs(160, 320), [1]);
  assert.deepEqual(seqs(159, 321), [0, 1, 2]);
  assert.deepEqual(seqs(500, 600), []);
});

test('audio that was appended before is refused', () => {
  const { ring } = filled(160);
  const again = new SessionClock();
  assert.throws(() => ring.append(numbered(again, 160)), /chunk 0 begins at sample 0, before 160/);
});

test('every sample is either covered, held or dropped, and never two of them', () => {
  const step = fc.oneof(
    fc.record({ append: fc.integer({ min: 1, max: 300 }) }),
    fc.record({ cover: fc.double({ min: 0, max: 1.1, noNaN: true }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const clock = new SessionClock();
      const dropped: number[] = [];
      const ring = new ReplayRing({ maxMs: 50, onDrop: (chunk) => dropped.push(...toSamples(chunk.pcm)) });
      const covered: number[] = [];
      for (const each of steps) {
        if ('append' in each) {
          ring.append(numbered(clock, each.append));
        } else {
          const before = heldSamples(ring);
          ring.coverTo(each.cover * clock.nowSample);
          const after = heldSamples(ring);
          covered.push(...before.slice(0, before.length - after.length));
          assert.ok(after.every((sample) => sample >= Math.round(each.cover * clock.nowSample)));
        }
        const held = heldSamples(ring);
        assert.ok(ring.durationMs <= 50);
        assert.equal(held.length, ring.durationMs * 16);
        assert.equal(dropped.length, ring.droppedMs * 16);
        assert.equal(held[0] ?? clock.nowSample, ring.startSample);
        assert.deepEqual(
          [...covered, ...dropped, ...held].sort((a, b) => a - b),
          Array.from({ length: clock.nowSample }, (_, i) => i),
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('what is held is taken in order, and again after a rewind', () => {
  const { ring, clock } = filled(160, 160);
  assert.deepEqual([ring.next()?.seq, ring.next()?.seq, ring.next()?.seq], [0, 1, undefined]);
  ring.append(numbered(clock, 160));
  assert.equal(ring.waiting, 1);
  assert.equal(ring.next()?.seq, 2);

  ring.rewind();

  assert.equal(ring.waiting, 3);
  assert.equal(ring.next()?.seq, 0);
});

test('a final that covers what was taken leaves what was not; one that goes beyond takes of that too', () => {
  const { ring } = filled(160, 160, 160);
  ring.next();
  ring.coverTo(100);
  assert.equal(ring.waiting, 2);
  ring.coverTo(200);
  assert.equal(ring.waiting, 2);

  assert.deepEqual([ring.next()?.startSample, ring.next()?.startSample], [200, 320]);
  ring.rewind();
  ring.coverTo(480);
  assert.deepEqual([ring.waiting, ring.next()], [0, undefined]);
});

test('what goes for room says whether it had been taken', () => {
  const dropped: [number, boolean][] = [];
  const ring = new ReplayRing({ maxMs: 20, onDrop: ({ seq }, wasTaken) => dropped.push([seq, wasTaken]) });
  const clock = new SessionClock();
  for (let i = 0; i < 2; i++) ring.append(numbered(clock, 160));
  ring.next();
  for (let i = 0; i < 2; i++) ring.append(numbered(clock, 160));

  assert.deepEqual(dropped, [
    [0, true],
    [1, false],
  ]);
  assert.equal(ring.next()?.seq, 2);
});

test('after clearing nothing waits', () => {
  const { ring, clock } = filled(160, 160);
  ring.next();
  ring.clear();
  assert.equal(ring.waiting, 0);
  ring.append(numbered(clock, 160));
  assert.equal(ring.next()?.seq, 2);
});
