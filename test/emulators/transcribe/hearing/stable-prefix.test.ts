import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StablePrefix } from '../../../../emulators/transcribe/hearing/stable-prefix.ts';
import { joinWords, writtenWords } from '../../../../emulators/transcribe/hearing/written-words.ts';

/** After each hypothesis the stable words, a bar, and the rest; last the final. */
function heard(...hypotheses: string[]): string[] {
  const prefix = new StablePrefix();
  const read = hypotheses.slice(0, -1).map((text) => {
    const { words, stable } = prefix.next(writtenWords(text));
    return `${joinWords(words.slice(0, stable))} | ${joinWords(words.slice(stable))}`.trim();
  });
  const { words, stable } = prefix.last(writtenWords(hypotheses.at(-1) ?? ''));
  assert.equal(stable, words.length);
  return [...read, joinWords(words)];
}

test('what two hypotheses agree on is stable, but for the last word', () => {
  assert.deepEqual(
    heard('And Mr.', 'And Mr. John.', 'And Mr. John. ', 'And Mr. John Dashwood had', 'And Mr. John Dashwood had then.'),
    [
      '| And Mr.',
      'And Mr. | John.',
      'And Mr. | John.',
      'And Mr. John | Dashwood had',
      'And Mr. John Dashwood had then.',
    ],
  );
});

test('the first hypothesis makes nothing stable, and one word never is', () => {
  assert.deepEqual(heard('One two three', 'One', 'One'), ['| One two three', '| One', 'One']);
});

test('case and marks of a stable word stay, whatever comes later', () => {
  assert.deepEqual(
    heard('Well, he was not', 'Well, he was not here', 'well he Was not here at all.', 'WELL HE WAS NOT here at all!'),
    [
      '| Well, he was not',
      'Well, he was not | here',
      'Well, he was not here | at all.',
      'Well, he was not here at all!',
    ],
  );
});

test('the mark after the last stable word is settled with the word that follows', () => {
  assert.deepEqual(
    heard(
      'Good morning everyone it',
      'Good morning everyone, it',
      'Good morning everyone. It is',
      'Good morning everyone. It is a day.',
    ),
    [
      '| Good morning everyone it',
      'Good morning everyone, | it',
      'Good morning everyone. It | is',
      'Good morning everyone. It is a day.',
    ],
  );
});

for (const [what, later, final] of [
  ['changed', 'he has not an ill man today', 'he was not an ill man today'],
  ['put in', 'so he was not an ill man today', 'he was not an ill man today'],
  ['put in among them', 'he was really not an ill man today', 'he was not an ill man today'],
  ['dropped', 'he not an ill man today', 'he was not an ill man today'],
  ['the last one, dropped', 'he was not an man today', 'he was not an ill man today'],
  ['the last one, changed', 'he was not an old man today', 'he was not an ill man today'],
  ['split', 'he was not a n ill man today', 'he was not an ill man today'],
  ['joined', 'he wasnot an ill man today', 'he was not an ill man today'],
  ['all of them dropped', 'man today', 'he was not an ill man today'],
  ['cut off', 'he was', 'he was not an ill'],
  ['none left', '', 'he was not an ill man'],
] as const) {
  test(`a stable word ${what}: none is doubled, none lost at the joint`, () => {
    const before = 'he was not an ill man';
    assert.equal(heard(before, before, later).at(-1), final);
  });
}

test('a loop of the hypothesis before does not hide where the next one goes on', () => {
  assert.equal(
    heard('Seven of', 'Seven of clubs, seven of clubs, seven of clubs', 'Seven of clubs', 'Seven of clubs.').at(-1),
    'Seven of clubs.',
  );
});

const WORDS = ['a', 'b', 'c', 'it.', 'It', 'was', 'Was,', 'cannot', 'can', 'not', 'ill-disposed'];
const someHypotheses = fc.array(
  fc.array(fc.constantFrom(...WORDS), { maxLength: 8 }).map((words) => words.join(' ')),
  {
    minLength: 1,
    maxLength: 8,
  },
);

test('whatever hypotheses come, stable words never fall and never change, and the final keeps them', () => {
  fc.assert(
    fc.property(someHypotheses, (hypotheses) => {
      const prefix = new StablePrefix();
      let settled = '';
      let count = 0;
      const hold = (words: readonly ReturnType<typeof writtenWords>[number][], stable: number) => {
        assert.ok(stable >= count && stable <= words.length);
        const text = joinWords(
          words.slice(0, stable).map((word, i) => (i === stable - 1 ? { ...word, after: '' } : word)),
        );
        assert.ok(joinWords(words).startsWith(settled), `${joinWords(words)} begins with ${settled}`);
        settled = text;
        count = stable;
      };
      for (const hypothesis of hypotheses.slice(0, -1)) {
        const { words, stable, known } = prefix.next(writtenWords(hypothesis));
        assert.equal(known.length, words.length);
        hold(words, stable);
      }
      const final = prefix.last(writtenWords(hypotheses.at(-1) ?? ''));
      hold(final.words, final.stable);
    }),
    { numRuns: 500 },
  );
});

test('a hypothesis that merely spoils one early word doubles and loses nothing after it', () => {
  const sentence = Array.from({ length: 14 }, (_, i) => `word${String.fromCharCode(97 + i).repeat(3)}`);
  const spoilt = fc.record({
    length: fc.integer({ min: 6, max: 12 }),
    at: fc.integer({ min: 0, max: 2 }),
    how: fc.constantFrom('changed', 'dropped', 'put in', 'none' as const),
  });
  fc.assert(
    fc.property(fc.array(spoilt, { minLength: 1, maxLength: 8 }), (hypotheses) => {
      const prefix = new StablePrefix();
      const lengths = hypotheses.map(({ length }) => length).sort((a, b) => a - b);
      for (const [i, { at, how }] of hypotheses.entries()) {
        const words = sentence.slice(0, lengths[i]);
        if (how !== 'none') words.splice(at, how === 'put in' ? 0 : 1, ...(how === 'dropped' ? [] : ['zzzz']));
        prefix.next(writtenWords(words.join(' ')));
      }
      const { words } = prefix.last(writtenWords(sentence.join(' ')));
      assert.deepEqual(
        words
          .map(({ text }) => text)
          .filter((text) => text !== 'zzzz')
          .slice(-11),
        sentence.slice(3),
      );
    }),
    { numRuns: 300 },
  );
});
