import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeTalk, type Talk } from '../../../verify/evs/talk.ts';

const TEN_MINUTES_MS = 600_000;

function sentencesOf({ words, sentences }: Talk) {
  return sentences.map(({ from, to }) => words.slice(from, to));
}

for (const seed of [1, 2, 13]) {
  test(`a talk of ten minutes has sentences of 4 to 20 s at about 145 words a minute (seed ${seed})`, () => {
    const talk = makeTalk(TEN_MINUTES_MS, seed);

    const seconds = sentencesOf(talk).map((words) => ((words.at(-1)?.endMs ?? 0) - (words[0]?.startMs ?? 0)) / 1_000);
    assert.ok(
      Math.min(...seconds) > 3.5 && Math.max(...seconds) < 21,
      `${Math.min(...seconds)} to ${Math.max(...seconds)}`,
    );
    assert.ok(Math.max(...seconds) > 14);
    const perMinute = talk.words.length / (talk.durationMs / 60_000);
    assert.ok(perMinute > 138 && perMinute < 152, String(perMinute));
    assert.ok(talk.durationMs >= TEN_MINUTES_MS && talk.durationMs < TEN_MINUTES_MS + 25_000);
  });
}

test('words follow each other with short pauses after marks only, in whole blocks of 20 ms', () => {
  const { words } = makeTalk(TEN_MINUTES_MS, 7);

  const pauses = words
    .slice(1)
    .map(({ startMs }, i) => ({ before: words[i]?.text ?? '', ms: startMs - (words[i]?.endMs ?? 0) }));
  for (const { before, ms } of pauses) {
    assert.ok(/[.,]$/.test(before) ? ms >= 100 && ms <= 600 : ms === 0, `${ms} ms after ${before}`);
  }
  assert.ok(words.every(({ startMs, endMs }) => startMs % 20 === 0 && endMs % 20 === 0 && endMs > startMs));
});

test('some sentences have commas, some only words that open a clause, some neither', () => {
  const texts = sentencesOf(makeTalk(TEN_MINUTES_MS, 13)).map((words) => words.map(({ text }) => text).join(' '));

  const without = texts.filter((text) => !text.includes(','));
  assert.ok(without.length >= 5 && without.length <= texts.length - 15, `${without.length} of ${texts.length}`);
  assert.ok(without.some((text) => / (and|because|which|that|when) /.test(text)));
  assert.ok(without.some((text) => !/ (and|because|which|that|when|if|but|while) /.test(text)));
  assert.ok(texts.every((text) => /^[A-Z].*[a-z]\.$/.test(text)));
});

test('the same seed gives the same talk, and another one another', () => {
  assert.deepEqual(makeTalk(60_000, 5), makeTalk(60_000, 5));
  assert.notDeepEqual(makeTalk(60_000, 5).words, makeTalk(60_000, 6).words);
});
