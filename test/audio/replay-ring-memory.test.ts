import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BLOCK_BYTES, BlockPool } from '../../src/audio/block-pool.ts';
import { ReplayRing } from '../../src/audio/replay-ring.ts';
import { SessionClock } from '../../src/audio/session-clock.ts';
import { stampedPcm } from '../support/actors/stamped-pcm.ts';

const CHUNK_SAMPLES = fc.oneof(
  fc.constant(320),
  fc.constant(1_600),
  fc.integer({ min: 1, max: 16_384 }),
  fc.integer({ min: 16_385, max: 20_000 }),
);
const STEP = fc.oneof(
  { weight: 4, arbitrary: fc.record({ append: CHUNK_SAMPLES }) },
  { weight: 2, arbitrary: fc.record({ coverShare: fc.double({ min: 0, max: 1.1, noNaN: true }) }) },
  { weight: 2, arbitrary: fc.record({ takes: fc.integer({ min: 1, max: 5 }) }) },
  fc.constant('rewind' as const),
  fc.constant('clear' as const),
);

/** Two rings of one pool, so that each gets the other's memory. */
function setUp() {
  const pool = new BlockPool({ maxFree: 3 });
  const rings = [0, 1].map(() => {
    const clock = new SessionClock();
    const samples = (from: number, to: number) => stampedPcm(from, to - from);
    const ring = new ReplayRing({
      maxMs: 3_000,
      pool,
      onDrop: (chunk) => assert.deepEqual(chunk.pcm, samples(chunk.startSample, chunk.endSample)),
    });
    return { clock, ring, samples };
  });
  return { pool, rings };
}

test('what a ring gives is what was appended, whatever was covered, evicted and replayed, in memory that is used again', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 1 }), STEP), { maxLength: 120 }), (steps) => {
      const { pool, rings } = setUp();
      for (const [which, step] of steps) {
        const { clock, ring, samples } = rings[which] as (typeof rings)[number];
        if (step === 'rewind') ring.rewind();
        else if (step === 'clear') ring.clear();
        else if ('append' in step) {
          const pcm = samples(clock.nowSample, clock.nowSample + step.append);
          ring.append(clock.stamp(pcm, 0));
          pcm.fill(0); // the caller's memory is its own again
        } else if ('takes' in step) {
          for (let i = 0; i < step.takes; i += 1) {
            const chunk = ring.next();
            if (chunk) assert.deepEqual(chunk.pcm, samples(chunk.startSample, chunk.endSample));
          }
        } else {
          ring.coverTo(ring.startSample + step.coverShare * (ring.endSample - ring.startSample));
        }
      }
      for (const { ring, samples } of rings) {
        for (const chunk of ring.replay()) assert.deepEqual(chunk.pcm, samples(chunk.startSample, chunk.endSample));
      }
      assert.ok(pool.freeBytes <= 3 * BLOCK_BYTES);
    }),
    { numRuns: 100 },
  );
});

/** The memory that a ring's chunks are in, bytes. */
function memoryOf(ring: ReplayRing): number {
  const memories = new Set([...ring.replay()].map(({ pcm }) => pcm.buffer));
  return [...memories].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

test('a ring holds no memory but its blocks: at most twice its audio and two blocks, and none when it is empty', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(CHUNK_SAMPLES, fc.nat({ max: 30_000 })), { maxLength: 60 }), (steps) => {
      const pool = new BlockPool();
      const ring = new ReplayRing({ maxMs: 5_000, pool });
      const clock = new SessionClock();
      for (const [samples, covered] of steps) {
        ring.append(clock.stamp(new Uint8Array(2 * samples), 0));
        ring.coverTo(ring.startSample + covered);
        const audioBytes = ring.durationMs * 32;
        assert.equal(pool.heldBytes, memoryOf(ring));
        assert.ok(pool.heldBytes <= 2 * audioBytes + 2 * 2 * 20_000, `${pool.heldBytes} for ${audioBytes}`);
      }
      ring.coverTo(clock.nowSample);
      assert.equal(pool.heldBytes, 0);
    }),
  );
});

test('a full minute in chunks of 20 ms takes sixty blocks, and one or two at its ends', () => {
  const pool = new BlockPool();
  const ring = new ReplayRing({ pool });
  const clock = new SessionClock();
  for (let i = 0; i < 4_000; i += 1) ring.append(clock.stamp(new Uint8Array(640), 0));

  assert.equal(ring.durationMs, 60_000);
  assert.ok(pool.heldBytes <= 62 * BLOCK_BYTES, `${pool.heldBytes / BLOCK_BYTES} blocks`);
  ring.clear();
  assert.equal(pool.heldBytes, 0);
});
