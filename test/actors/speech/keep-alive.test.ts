import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stretchesOf } from '../../support/actors/stamped-pcm.ts';
import { setUpUpstream as setUp } from '../../support/actors/upstream-bench.ts';

/** The largest chunk there is: 32,768 bytes. */
const LARGEST_MS = 1_024;
const kindsOf = (frames: readonly Uint8Array[]) => stretchesOf(frames).map(({ kind }) => kind);

test('chunks of 32,768 bytes at the natural pace go to the service as they are, without silence at their edges', async () => {
  const { clock, transcription, open, chunk } = setUp({ replaySpeed: 2 });
  open();
  for (let n = 0; n < 20; n += 1) {
    await clock.advance(LARGEST_MS);
    chunk(LARGEST_MS);
    transcription.last.hear();
  }
  await clock.advance(100);

  assert.deepEqual(kindsOf(transcription.last.frames), ['speech']);
  assert.equal(stretchesOf(transcription.last.frames).at(-1)?.samples, 20 * LARGEST_MS * 16);
});

/** Each chunk comes when its last sample has been said, and later by what the network does to it; never before the last one. */
test('chunks of any mix of sizes, with jitter and stalls of 0.85 s, have no silence between them', async () => {
  const chunkOf = fc.record({
    bytes: fc.oneof(fc.integer({ min: 50, max: 16_384 }), fc.constantFrom(320, 1_600, 16_384)).map((half) => half * 2),
    lateMs: fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 100 }) }, { weight: 1, arbitrary: fc.nat({ max: 850 }) }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(chunkOf, { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 2, max: 10 }),
      async (chunks, replaySpeed) => {
        const { clock, transcription, open, chunk } = setUp({ replaySpeed });
        const startedAt = clock.now();
        let saidMs = 0;
        let begun = false;
        for (const { bytes, lateMs } of chunks) {
          saidMs += bytes / 32;
          await clock.advance(Math.max(0, startedAt + saidMs + lateMs - clock.now()));
          if (!begun) open();
          begun = true;
          chunk(bytes / 32);
          transcription.last.hear();
        }
        await clock.advance(1_500);

        assert.deepEqual(kindsOf(transcription.last.frames), ['speech']);
      },
    ),
    { numRuns: 100 },
  );
});

test('a pause that is over before the sound before it is puts no silence into the speech', async () => {
  const { clock, transcription, gate, open, chunk } = setUp();
  open();
  chunk(LARGEST_MS);
  await clock.advance(100);

  gate.set('paused', 1);
  await clock.advance(700);
  gate.set(undefined, 1);
  await clock.advance(224);
  chunk(LARGEST_MS);
  await clock.advance(40);

  assert.deepEqual(kindsOf(transcription.last.frames), ['speech']);
});

test('large chunks that are replayed to the next stream, and follow there, have no silence between them', async () => {
  const { clock, transcription, gate, open, chunk } = setUp({ replaySpeed: 2 });
  const first = open(1);
  for (let n = 0; n < 4; n += 1) {
    chunk(LARGEST_MS);
    transcription.last.hear();
    await clock.advance(LARGEST_MS);
  }
  const standby = open(2, true);
  await clock.advance(250);
  first.release();
  standby.takeOver();
  for (let n = 0; n < 4; n += 1) {
    chunk(LARGEST_MS);
    transcription.last.hear();
    await clock.advance(LARGEST_MS);
  }
  await clock.advance(500);

  assert.deepEqual(kindsOf(transcription.last.frames), ['silence', 'speech']);
  assert.equal(gate.hasWaiting, false);
});

test('speech that is replayed late is followed by silence at once: it was said long ago', async () => {
  const { clock, transcription, gate, open, speak } = setUp();
  await speak(3_000);
  gate.set('muted', 1);
  await clock.advance(8_000);

  open();
  await clock.advance(100);

  assert.deepEqual(kindsOf(transcription.last.frames), ['speech', 'silence']);
});

test('a recording that is handed in at once is followed by silence long before the service gives the stream up', async () => {
  const { clock, transcription, gate, open, chunk } = setUp();
  open();
  for (let n = 0; n < 40; n += 1) chunk(LARGEST_MS);
  transcription.last.hear();
  gate.set('paused', 1);

  await clock.advance(5_000);
  assert.deepEqual(kindsOf(transcription.last.frames), ['speech', 'silence']);
});
