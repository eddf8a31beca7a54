/** Random schedules of faults, silences and results over random speech: what was missing and doubled at the end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ScheduledSession, stepOf, TIMES } from '../../support/actors/fault-schedule.ts';

/** Each is told once, and what was interrupted was restored. */
function assertToldInTurn({ bench }: ScheduledSession): void {
  const told = bench.speaker.messages
    .map(({ type }) => type)
    .filter((type) => type === 'transcriptionInterrupted' || type === 'transcriptionRestored');
  const expected = told.map((_, at) => (at % 2 === 0 ? 'transcriptionInterrupted' : 'transcriptionRestored'));
  assert.deepEqual(told, expected);
  assert.equal(told.length % 2, 0);
}

function assertNothingLeft({ bench }: ScheduledSession): void {
  assert.equal(bench.session.load.openStreams, 0);
  assert.equal(bench.transcription.openCount, 0);
  assert.equal(bench.clock.pending, 0);
}

test('whatever dies whenever, every accepted sample is covered by exactly one final, in order', async () => {
  const steps = fc.array(stepOf(), { minLength: 5, maxLength: 40, size: 'max' });
  await fc.assert(
    fc.asyncProperty(TIMES, steps, async (times, schedule) => {
      const run = new ScheduledSession(times);
      await run.live(schedule);
      await run.end();

      const { bench } = run;
      assert.deepEqual(run.ranges, run.recogniser.truth);
      let covered = 0;
      for (const [startTimeMs, endTimeMs] of run.covered) {
        assert.equal(startTimeMs, covered);
        covered = endTimeMs ?? Number.NaN;
      }
      assert.equal(covered, bench.spokenSamples / 16);
      assert.deepEqual(bench.speaker.of('transcriptionFailed'), []);
      assert.equal(bench.metrics.total('AudioMsLost'), 0);
      assertToldInTurn(run);
      assertNothingLeft(run);
    }),
    { numRuns: 500 },
  );
});

test('past the bound of what is held exactly the overrun is missing, nothing is doubled, and what is missing is counted', async () => {
  const steps = fc.array(stepOf(), { minLength: 5, maxLength: 40, size: 'max' });
  let runsWithLoss = 0;
  await fc.assert(
    fc.asyncProperty(TIMES, steps, fc.integer({ min: 150, max: 600 }), async (times, schedule, ringMs) => {
      const run = new ScheduledSession(times, { audio: { ringMs } });
      await run.live(schedule);
      await run.end();

      const { bench } = run;
      assert.deepEqual(run.ranges, run.recogniser.truth);
      let end = 0;
      let missingMs = 0;
      for (const [startTimeMs = 0, endTimeMs = 0] of run.covered) {
        assert.ok(startTimeMs >= end, 'doubled');
        missingMs += startTimeMs - end;
        end = endTimeMs;
      }
      missingMs += bench.spokenSamples / 16 - end;
      assert.equal(bench.metrics.total('AudioMsLost'), missingMs);
      if (missingMs > 0) runsWithLoss += 1;
      assertNothingLeft(run);
    }),
    { numRuns: 150 },
  );
  assert.ok(runsWithLoss > 10, `only ${runsWithLoss} schedules passed the bound`);
});
