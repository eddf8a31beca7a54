import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StablePrefix } from '../../../../emulators/transcribe/hearing/stable-prefix.ts';
import { joinWords, type WrittenWord, writtenWords } from '../../../../emulators/transcribe/hearing/written-words.ts';

function finalOf(...hypotheses: string[]): string {
  const prefix = new StablePrefix();
  for (const text of hypotheses.slice(0, -1)) prefix.next(writtenWords(text));
  return joinWords(prefix.last(writtenWords(hypotheses.at(-1) ?? '')).words);
}

// The words before the bar are stable when the final comes.
for (const [before, final, reported] of [
  ['You can | not', 'You cannot smoke here.', 'You can not smoke here.'],
  ['It has twenty | one', 'It has twenty-one seats.', 'It has twenty one seats.'],
  ['He was ill | disposed', 'He was ill-disposed, they said.', 'He was ill disposed, they said.'],
  ['in 19 | 84', 'in 1984, we', 'in 19 84, we'],
  ['in 1 9 8 | 4', 'in 1984 we', 'in 1 9 8 4 we'],
  ['I said no | one', 'I said no-one came.', 'I said no one came.'],
  ['You, can | not', 'You cannot.', 'You, can not.'],
  ['It was a | nice', 'It was an ice age', 'It was a nice age'],
  // The reading before ended within the word.
  ['You can | no', 'You cannot smoke here.', 'You can not smoke here.'],
  ['He was ill | dis', 'He was ill-disposed to them.', 'He was ill disposed to them.'],
  ['It has twenty | o', 'It has twenty-one, or so', 'It has twenty one, or so'],
  // Beside the boundary, and across no boundary.
  ['Good morning every one | it', 'Good morning everyone. It is', 'Good morning every one. It is'],
  ['You cannot | do', 'You can not do it.', 'You cannot do it.'],
  ['He can | not', 'You cannot', 'He can not'],
  ['They can | not', 'They could not', 'They can not'],
  ['So all | of', 'So all of it', 'So all of it'],
  ['So | a', 'So all of it', 'So all of it'],
] as const) {
  test(`${before}, then ${JSON.stringify(final)}: ${JSON.stringify(reported)} is reported`, () => {
    const text = before.replace(' |', '');
    assert.equal(finalOf(text, text, final), reported);
  });
}

test('words that come again after a shorter hypothesis are joined to what is stable', () => {
  assert.equal(finalOf('I may be late', 'I may be', 'Maybe tomorrow.'), 'I may be tomorrow.');
});

/** No two begin or end alike, so that it is told by its letters what a piece of a word is. */
const SYLLABLES = 'badu keno wilo sora tufi gemy hapu jixo velu zanqi dorma pylse crofy nubik'.split(' ');

interface Spoken {
  /** How many syllables the words of a stretch have, in which the engine may join and split as it likes. */
  readonly stretches: readonly number[];
}

/** Writes the first letters of what is spoken; `gaps` says after which syllables of a stretch there is a blank. */
function written({ stretches }: Spoken, letters: number, gaps: readonly boolean[]): string {
  let text = '';
  let left = letters;
  let at = 0;
  for (const length of stretches) {
    for (let i = 0; i < length && left > 0; i++) {
      const syllable = (SYLLABLES[at % SYLLABLES.length] ?? '').slice(0, left);
      text += `${i === 0 || gaps[at % gaps.length] ? ' ' : ''}${syllable}`;
      left -= syllable.length;
      at++;
    }
  }
  return text;
}

const lettersOf = (words: readonly WrittenWord[]) => words.map(({ key }) => key).join('');

test('wherever the engine joins and splits words, at the boundary and anywhere, no letter is lost and none doubled', () => {
  const gaps = fc.array(fc.boolean(), { minLength: 14, maxLength: 14 });
  const spoken = fc.record({ stretches: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }) });
  const step = fc.tuple(fc.integer({ min: 1, max: 12 }), gaps);
  let straddled = 0;
  fc.assert(
    fc.property(spoken, fc.array(step, { minLength: 2, maxLength: 7 }), gaps, (what, steps, lastGaps) => {
      const prefix = new StablePrefix();
      let letters = 0;
      let settled: readonly WrittenWord[] = [];
      for (const [more, where] of steps) {
        letters += more;
        const text = written(what, letters, where);
        const { words, stable, known } = prefix.next(writtenWords(text));
        assert.equal(lettersOf(words), text.replaceAll(' ', ''));
        assert.equal(known.length, words.length);
        settled = words.slice(0, stable);
      }
      const whole = written(what, 1_000, lastGaps);
      const { words } = prefix.last(writtenWords(whole));
      assert.equal(lettersOf(words), whole.replaceAll(' ', ''));
      if (!isWordEnd(whole, lettersOf(settled).length)) straddled++;
    }),
    { numRuns: 1_000 },
  );
  assert.ok(straddled > 50, `${straddled} had a word of the final across the boundary`);
});

function isWordEnd(text: string, letters: number): boolean {
  let count = 0;
  const ends = text
    .trim()
    .split(' ')
    .map((word) => {
      count += word.length;
      return count;
    });
  return letters === 0 || ends.includes(letters);
}
