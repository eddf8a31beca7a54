import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../../../emulators/faults/seeded-random.ts';
import { MovedTimes } from '../../../../emulators/transcribe/quirks/moved-times.ts';
import { type HeardResult, resultsOfTalk, sentences } from './quirk-bench.ts';

function recognise(heard: readonly HeardResult[], seed: number, ms: number) {
  const moved = new MovedTimes(seededRandom(seed));
  moved.setReach(ms);
  return heard.map(({ result, heardSeconds }) => moved.apply(result, heardSeconds));
}

const TALK = await resultsOfTalk(sentences(6, 9));
const seeds = fc.integer({ min: 0, max: 1_000_000 });
const reach = fc.integer({ min: 1, max: 300 });

test('a word’s times in two recognitions differ by the reach at most, and by most of it somewhere', () => {
  let largest = 0;
  for (let seed = 0; seed < 40; seed += 2) {
    const [one, two] = [recognise(TALK, seed, 60), recognise(TALK, seed + 1, 60)];
    for (const [i, { items }] of one.entries()) {
      for (const [j, { startTime, endTime }] of items.entries()) {
        const other = two[i]?.items[j];
        assert.ok(other);
        // Rounded, as the client rounds.
        const apart = (a: number, b: number) => Math.abs(Math.round(a * 1_000) - Math.round(b * 1_000));
        largest = Math.max(largest, apart(startTime, other.startTime), apart(endTime, other.endTime));
      }
    }
  }
  assert.ok(largest <= 60 && largest >= 50, `${largest}`);
});

test('times are in order, inside the audio that was got, and not before the final before', () => {
  fc.assert(
    fc.property(seeds, reach, (seed, ms) => {
      const results = recognise(TALK, seed, ms);
      let from = 0;
      for (const [i, { startTime, endTime, isPartial, items }] of results.entries()) {
        let at = from;
        for (const item of items) {
          assert.ok(at <= item.startTime && item.startTime <= item.endTime);
          at = item.endTime;
        }
        assert.ok(at <= (TALK[i]?.heardSeconds ?? 0));
        assert.deepEqual([startTime, endTime], [items[0]?.startTime, items.at(-1)?.endTime]);
        if (!isPartial) from = endTime;
      }
    }),
    { numRuns: 50 },
  );
});

test('an item keeps the times that it was told with, also when the movement begins later', () => {
  fc.assert(
    fc.property(seeds, reach, fc.nat(TALK.length - 1), (seed, ms, begins) => {
      const moved = new MovedTimes(seededRandom(seed));
      const told = new Map<string, number[]>();
      for (const [i, { result, heardSeconds }] of TALK.entries()) {
        if (i === begins) moved.setReach(ms);
        for (const [j, item] of moved.apply(result, heardSeconds).items.entries()) {
          const key = `${result.resultId} ${j}`;
          const times = [item.startTime, item.endTime];
          assert.deepEqual(told.get(key) ?? times, times);
          told.set(key, times);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('each result of a stream has its own shift, and its words move by nearly the same', () => {
  const finals = TALK.filter(({ result }) => !result.isPartial);
  const shifts = recognise(finals, 3, 60).map(({ items }, i) =>
    items.map(({ endTime }, j) => (endTime - (finals[i]?.result.items[j]?.endTime ?? 0)) * 1_000),
  );

  assert.ok(new Set(shifts.map(([first = 0]) => Math.round(first))).size > 1);
  for (const ofResult of shifts) assert.ok(Math.max(...ofResult) - Math.min(...ofResult) <= 10);
});

test('the same seed moves everything in the same way', () => {
  assert.deepEqual(recognise(TALK, 5, 60), recognise(TALK, 5, 60));
  assert.notDeepEqual(recognise(TALK, 5, 60), recognise(TALK, 6, 60));
});

test('without a reach nothing moves', () => {
  const still = TALK.map(({ result }) => result);
  assert.deepEqual(recognise(TALK, 1, 0), still);
});
