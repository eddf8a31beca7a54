import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutLoops } from '../../../../emulators/transcribe/hearing/repetition.ts';
import { joinWords, spokenLength, writtenWords } from '../../../../emulators/transcribe/hearing/written-words.ts';

const keptOf = (text: string, seconds: number) => joinWords(withoutLoops(writtenWords(text), seconds));

for (const [written, seconds] of [
  ['Yes we can. Yes we can. Yes we can.', 4],
  ['Hip hip hooray! Hip hip hooray! Hip hip hooray!', 4],
  ['谢谢谢谢谢谢', 2],
  ['谢谢，谢谢，谢谢，谢谢，谢谢。', 3],
  ['No, no, no, no, no, no, never.', 2],
  ['Thank you. Thank you. Thank you.', 1.6],
  ['We want more, we want more, we want more, we want more, we want more, we want more.', 7],
  ['Very, very, very, very, very, very, very, very, very good.', 4],
  ['Ten of clubs', 0.4],
  ['', 1],
] as const) {
  test(`people say ${JSON.stringify(written)} in ${seconds} s, and all of it stays`, () => {
    assert.equal(keptOf(written, seconds), written);
  });
}

/** As Moonshine wrote it of 5.4 s of a telephone prompt, and of other clips. */
const PRESS = 'Press 2 to change folders';
const OPTIONS = 'press 3 for advanced options';
for (const [written, seconds, kept] of [
  [`${PRESS}, ${`${OPTIONS}, `.repeat(11)} press 3`, 5.4, `${PRESS}, ${OPTIONS},`],
  [`${PRESS}. ${'Press 3 to change folders. '.repeat(4)}`, 3.6, `${PRESS}. Press 3 to change folders.`],
  ['Prest, pressed, pressed, pressed, pressed, pressed, pressed, pressed,', 1.2, 'Prest, pressed, pressed,'],
  ['so on and so on and so on and so on and so', 2, 'so on and'],
  ['Seven of clubs, seven of clubs, seven of clubs.', 1.5, 'Seven of clubs.'],
  ['And then it is the the the the the the the the end', 2, 'And then it is the end'],
  ['we go we go we go we go we go and on and on and on and on and on', 2, 'we go and on'],
  ['谢'.repeat(60), 2, '谢'.repeat(12)],
] as const) {
  test(`${seconds} s are too short for ${JSON.stringify(written.slice(0, 80))}: it is a loop`, () => {
    assert.equal(keptOf(written, seconds), kept);
  });
}

test('of any loop as much stays as there was time for, and its phrase once at least', () => {
  const phrase = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(phrase, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 5, max: 90 }), (words, times, tenths) => {
      const written = writtenWords(Array(times).fill(words.join(' ')).join(' '));
      const kept = withoutLoops(written, tenths / 10);
      const count = spokenLength(kept);
      assert.ok(count % words.length === 0 && count >= words.length);
      if (count === written.length) return;
      assert.ok(written.length / (tenths / 10) > 3, 'only what is faster than speech is cut');
      assert.ok(count + words.length > (2.5 * tenths) / 10, 'no more of it than has to be');
    }),
    { numRuns: 500 },
  );
});
