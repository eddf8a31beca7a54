import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RecognisedItem, RecognisedResult } from '../../../../emulators/transcribe/recogniser.ts';
import { audioOf, scriptedEar, VOICE } from './scripted-ear.ts';

const text = fc
  .array(fc.constantFrom('a', 'b', 'c,', 'It', 'it.', '¿qué?', 'can', 'not', 'cannot', '好'), { maxLength: 9 })
  .map((words) => words.join(' '));
/** Seconds of voice and of silence after it. */
const stretch = fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 8 }));

/** What was stable before is there still, to the last digit of its times; times do not fall. */
function holds(before: RecognisedResult | undefined, { items }: RecognisedResult): void {
  const stable = (before?.items ?? []).filter((item) => item.stable);
  assert.deepEqual(items.slice(0, stable.length), stable);
  let reached = 0;
  const isRising = ({ startTime, endTime }: RecognisedItem) => {
    const rises = startTime >= reached && endTime >= startTime;
    reached = endTime;
    return rises;
  };
  assert.ok(items.every(isRising), JSON.stringify(items));
}

test('whatever is spoken and whatever the engine makes of it, what was stable stays, and each utterance has one final', () => {
  fc.assert(
    fc.property(
      fc.array(stretch, { minLength: 1, maxLength: 3 }),
      fc.array(text, { minLength: 1, maxLength: 30 }),
      (stretches, texts) => {
        let decoded = 0;
        const ear = scriptedEar({ decode: () => texts[decoded++ % texts.length] ?? '' });
        const parts = stretches.flatMap(([voice, silence]) => [
          [voice / 10, VOICE] as const,
          [silence / 10, 0] as const,
        ]);
        const audio = audioOf(...parts);
        for (let at = 0; at < audio.length; at += 1_600) {
          ear.listen(audio.subarray(at, at + 1_600));
          assert.ok(Number.isInteger(ear.hearing.restingAt ?? 0), `rests at ${ear.hearing.restingAt}`);
        }
        ear.hearing.finish();
        while (ear.hearing.due !== undefined) ear.hearing.work();

        const latest = new Map<string, RecognisedResult>();
        let finalsEnd = 0;
        for (const result of ear.results) {
          const before = latest.get(result.resultId);
          assert.ok(before?.isPartial !== false, 'nothing comes after a final');
          holds(before, result);
          latest.set(result.resultId, result);
          if (result.isPartial) continue;
          assert.ok(result.startTime >= finalsEnd && result.items.every(({ stable }) => stable));
          finalsEnd = result.endTime;
        }
        assert.ok(
          [...latest.values()].every(({ isPartial }) => !isPartial),
          'a final follows the partials',
        );
      },
    ),
    { numRuns: 25 },
  );
});
