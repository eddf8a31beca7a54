import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chance } from '../../../testkit/chance.ts';
import { alignWords, wordsIn } from '../../../verify/evs/word-alignment.ts';

const align = (spoken: string, handed: string) => {
  const { handedFor, changed, extra } = alignWords(wordsIn(spoken), wordsIn(handed));
  return { missing: handedFor.flatMap((at, i) => (at === undefined ? [i] : [])), changed, extra };
};

test('words are the same without case and marks', () => {
  assert.deepEqual(align('The river, rose. Very high!', 'the river rose very high'), {
    missing: [],
    changed: [],
    extra: [],
  });
});

test('words that are handed over twice are extra, and those that never are, missing', () => {
  assert.deepEqual(align('a b c d e f', 'a b c b c d e f').extra.length, 2);
  assert.deepEqual(align('a b c d e f', 'a b e f'), { missing: [2, 3], changed: [], extra: [] });
  assert.deepEqual(align('very very good', 'very very good'), { missing: [], changed: [], extra: [] });
  assert.equal(align('very very good', 'very very very good').extra.length, 1);
});

test('a word that was handed over as another is changed, not missing and extra', () => {
  assert.deepEqual(align('a b c d', 'a x c d'), { missing: [], changed: [1], extra: [] });
});

test('a loss at one place does not hide a repetition at another', () => {
  const found = align('a b c d e f g h', 'a b d e f g g h');
  assert.deepEqual([found.missing.length, found.changed.length, found.extra.length], [1, 0, 1]);
});

test('losses and repetitions that are made at random are all counted', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const chance = new Chance(seed);
    const spoken = Array.from({ length: 60 }, (_, i) => `w${i}`);
    const lost = new Set(Array.from({ length: 4 }, () => chance.integer(0, 14) * 4));
    const doubled = new Set(Array.from({ length: 4 }, () => chance.integer(0, 14) * 4 + 2));
    const handed = spoken.flatMap((word, i) => (lost.has(i) ? [] : doubled.has(i) ? [word, word] : [word]));

    const { handedFor, changed, extra } = alignWords(spoken, handed);

    assert.deepEqual(
      handedFor.flatMap((at, i) => (at === undefined ? [i] : [])),
      [...lost].sort((a, b) => a - b),
    );
    assert.deepEqual([changed.length, extra.length], [0, doubled.size]);
    for (const [i, at] of handedFor.entries()) assert.ok(at === undefined || handed[at] === spoken[i]);
  }
});
