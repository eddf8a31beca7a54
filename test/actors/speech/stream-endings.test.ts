import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_SESSION_SETTINGS } from '../../../src/actors/session/session-settings.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { ScheduledSession } from '../../support/actors/fault-schedule.ts';
import { setUpUpstream as setUp } from '../../support/actors/upstream-bench.ts';

test('however often a broadcast rolls, every stream it leaves gets its end frame, and no word is lost or doubled', async () => {
  // Four seconds in all, as many as can be told apart by their samples.
  const stretch = fc.record({
    samples: fc.integer({ min: 160, max: 1_600 }),
    restMs: fc.nat({ max: 400 }),
    isFinal: fc.boolean(),
  });
  const speech = fc.array(stretch, { minLength: 20, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1_000, max: 2_000 }), speech, async (rollAfterMs, spoken) => {
      const run = new ScheduledSession({ rollAfterMs, silenceMs: 60_000, replaySpeed: 4 });
      const { clock, transcription, session } = run.bench;
      for (const { samples, restMs, isFinal } of spoken) {
        await run.live([
          { do: 'chunk', samples },
          { do: 'wait', ms: samples / 16 + restMs },
        ]);
        const which = transcription.streams.filter(({ isOver }) => !isOver).indexOf(transcription.last);
        await run.live([isFinal ? { do: 'final', which, share: 0.7 } : { do: 'partial', which }]);
      }
      await run.end();

      const rolls = transcription.streams.length - 1;
      assert.ok(rolls >= 1, 'it has rolled');
      assert.ok(transcription.streams.every(({ gotEndFrame }) => gotEndFrame));
      assert.deepEqual(run.ranges, run.recogniser.truth);
      let covered = 0;
      for (const [startTimeMs, endTimeMs] of run.covered) {
        assert.equal(startTimeMs, covered);
        covered = endTimeMs ?? Number.NaN;
      }
      assert.equal(covered, run.bench.spokenSamples / 16);
      assert.deepEqual([clock.pending, session.load.openStreams], [0, 0]);
    }),
    { numRuns: 30, endOnFailure: true },
  );
});

test('a stream that is left gets the end frame and time to answer it; what it still says is not heard', async () => {
  const { clock, transcription, heard, types, open, speak } = setUp();
  const stream = open();
  await speak(500);
  transcription.last.onEndFrame = () => {};

  stream.release();
  await settled();
  assert.ok(transcription.last.gotEndFrame);
  assert.equal(transcription.last.signal.aborted, false);
  transcription.last.hear(result('final', 0, 500));
  transcription.last.endClean();
  await settled();

  assert.deepEqual([heard, types()], [[], ['stream.opened']]);
  assert.equal(clock.pending, 0);
});

test('one that is left and does not answer its end frame is let go of after a second', async () => {
  const { clock, transcription, open, speak } = setUp();
  const stream = open();
  await speak(500);
  transcription.last.onEndFrame = () => {};
  stream.release();
  stream.release();

  await clock.advance(999);
  assert.equal(transcription.last.signal.aborted, false);
  await clock.advance(1);

  assert.equal(transcription.last.signal.aborted, true);
  assert.equal(clock.pending, 0);
});

test('a stream that the service has not taken, or that has died, is let go of at once', async () => {
  for (const isTaken of [false, true]) {
    const { clock, transcription, chunk, open } = setUp();
    if (!isTaken) transcription.script = () => {};
    const stream = open();
    chunk(100);
    await settled();
    if (isTaken) transcription.last.die('connectionLost');

    stream.release();

    assert.equal(transcription.last.signal.aborted, true);
    assert.equal(clock.pending, 0);
  }
});

test('a stream that has gone dumb is told by the end frame as well when the next one is opened in its place', async () => {
  const { stallMs } = DEFAULT_SESSION_SETTINGS.upstream;
  const run = new ScheduledSession({ rollAfterMs: 1e6, silenceMs: 60_000, replaySpeed: 4 });
  run.bench.transcription.script = (stream) => {
    stream.onEndFrame = () => {};
    stream.opened();
  };
  await run.bench.speak(100);
  await run.bench.clock.advance(stallMs + 500);

  const [first, second] = run.bench.transcription.streams;
  assert.ok(first?.gotEndFrame && second !== undefined);
  await run.bench.over();
});
