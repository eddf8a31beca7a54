import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { placeWords } from '../../../../emulators/transcribe/hearing/word-times.ts';

const unknown = undefined;

test('new words share the stretch they came in by their letters', () => {
  assert.deepEqual(placeWords({ letters: [2, 4, 2], known: [unknown, unknown, unknown], fixed: 0, from: 1, to: 1.8 }), [
    { startTime: 1, endTime: 1.2 },
    { startTime: 1.2, endTime: 1.6 },
    { startTime: 1.6, endTime: 1.8 },
  ]);
});

test('a word known keeps its time, and a new one goes between its neighbours or after them', () => {
  const [first, third] = [
    { startTime: 0, endTime: 0.5 },
    { startTime: 0.7, endTime: 1 },
  ];
  assert.deepEqual(
    placeWords({ letters: [3, 3, 3, 3], known: [first, unknown, third, unknown], fixed: 1, from: 0, to: 1.4 }),
    [first, { startTime: 0.5, endTime: 0.7 }, third, { startTime: 1, endTime: 1.4 }],
  );
});

test('no word ends after the voice, but a fixed one stays where it was', () => {
  const known = [
    { startTime: 0, endTime: 1 },
    { startTime: 1, endTime: 2 },
  ];
  assert.deepEqual(placeWords({ letters: [1, 1], known, fixed: 1, from: 0, to: 1.5 })[1], {
    startTime: 1,
    endTime: 1.5,
  });
  assert.deepEqual(placeWords({ letters: [1, 1], known, fixed: 2, from: 0, to: 1.5 }), known);
  assert.deepEqual(placeWords({ letters: [1, 1], known, fixed: 1, from: 0, to: 0.5 })[1], { startTime: 1, endTime: 1 });
});

test('times never fall, whatever is known', () => {
  const word = fc.record({
    letters: fc.integer({ min: 1, max: 12 }),
    length: fc.integer({ min: 0, max: 500 }),
    known: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(word), fc.nat({ max: 10 }), fc.nat({ max: 3000 }), (words, fixedWish, to) => {
      let at = 0;
      const all = words.map(({ length }) => {
        at += length;
        return { startTime: (at - length) / 1000, endTime: at / 1000 };
      });
      const fixed = Math.min(fixedWish, words.length);
      const known = all.map((time, i) => (i < fixed || words[i]?.known ? time : undefined));
      const times = placeWords({ letters: words.map(({ letters }) => letters), known, fixed, from: 0, to: to / 1000 });
      assert.equal(times.length, words.length);
      assert.deepEqual(times.slice(0, fixed), all.slice(0, fixed));
      let reached = 0;
      for (const { startTime, endTime } of times) {
        assert.ok(startTime >= reached && endTime >= startTime);
        reached = endTime;
      }
      assert.ok(reached <= Math.max(to / 1000, all[fixed - 1]?.endTime ?? 0));
    }),
  );
});
