import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../../emulators/faults/seeded-random.ts';
import { type ChangedWord, ChangedWords } from '../../../../emulators/transcribe/quirks/changed-words.ts';
import type { RecognisedResult } from '../../../../emulators/transcribe/recogniser.ts';
import { resultsOfTalk, sentences } from './quirk-bench.ts';

const TALK = (await resultsOfTalk(sentences(60, 15))).map(({ result }) => result);
const wordsOf = ({ items }: RecognisedResult) => items.filter(({ type }) => type === 'pronunciation');

function lie(share: number, seed = 1) {
  const changed: ChangedWord[] = [];
  const liar = new ChangedWords(seededRandom(seed), (word) => changed.push(word));
  liar.setShare(share);
  return { results: TALK.map((result) => liar.apply(result)), changed };
}

/** What a client notices: each word that was stable in a partial and is another word afterwards. */
function contradictions(results: readonly RecognisedResult[]): string[] {
  const stable = new Map<string, string>();
  const noticed = new Set<string>();
  for (const result of results) {
    for (const [i, { content, stable: isStable }] of wordsOf(result).entries()) {
      const place = `${result.resultId} ${i}`;
      if ((stable.get(place) ?? content) !== content) noticed.add(place);
      else if (isStable === true) stable.set(place, content);
    }
  }
  return [...noticed];
}

test('every changed word was stable before, and each is counted once', () => {
  const { results, changed } = lie(0.1);

  assert.deepEqual(
    changed.map(({ resultId, word }) => `${resultId} ${word}`),
    contradictions(results),
  );
  assert.ok(changed.some(({ inFinal }) => inFinal) && changed.some(({ inFinal }) => !inFinal));
});

test('about the share of the stable words is changed, and none when it is 0', () => {
  // Every one of the 900 words was stable in a partial before its final.
  const counts = Array.from({ length: 20 }, (_, seed) => lie(0.01, seed).changed.length);
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;

  assert.ok(mean > 6 && mean < 12, `${mean}`);
  assert.deepEqual([lie(0).results, lie(0).changed], [TALK, []]);
});

test('a changed word stays the same other word until the final, in items and text', () => {
  const { results, changed } = lie(0.1);

  for (const { resultId, word, from, to } of changed) {
    const texts = results
      .filter((result) => result.resultId === resultId)
      .map((result) => [wordsOf(result)[word]?.content, result.transcript] as const);
    const contents = texts.map(([content]) => content).filter((content) => content !== undefined);
    const first = contents.indexOf(to);
    assert.deepEqual(contents, [...Array(first).fill(from), ...Array(contents.length - first).fill(to)]);
    for (const [content, transcript] of texts) if (content === to) assert.match(transcript, new RegExp(`\\b${to}\\b`));
  }
});

test('the same seed changes the same words', () => {
  const words = (seed: number) => lie(0.05, seed).changed.map(({ from }) => from);

  assert.deepEqual(words(4), words(4));
  assert.notDeepEqual(words(4), words(5));
});

test('a changed stamped word is readable and no other block', () => {
  const liar = new ChangedWords(
    () => 0,
    () => {},
  );
  liar.setShare(1);
  const result = (isPartial: boolean): RecognisedResult => ({
    resultId: 'r',
    isPartial,
    startTime: 0,
    endTime: 1,
    transcript: 'b7 b8-16 b18x9',
    items: ['b7', 'b8-16', 'b18x9'].map((content) => ({
      content,
      type: 'pronunciation',
      startTime: 0,
      endTime: 1,
      stable: true,
    })),
  });

  assert.equal(liar.apply(result(true)).transcript, 'b7 b8-16 b18x9');
  assert.equal(liar.apply(result(false)).transcript, 'x7 x8-16 x18x9');
});
