import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecognisedResult } from '../../../emulators/transcribe/recogniser.ts';
import type { Script } from '../../../emulators/transcribe/script.ts';
import { createScriptedRecogniser } from '../../../emulators/transcribe/scripted-recogniser.ts';

const SCRIPT: Script = { phrases: [{ startMs: 100, endMs: 500, text: 'good morning' }], finalDelayMs: 300 };

function open(script: Script) {
  const results: RecognisedResult[] = [];
  const listener = { results: (more: readonly RecognisedResult[]) => results.push(...more), drained() {}, failed() {} };
  const opening = createScriptedRecogniser(script).open({ languageCode: 'es-ES', sampleRateHz: 8_000 }, listener);
  assert.ok(opening.ok);
  return { ...opening, results, hear: (ms: number) => opening.session.write(new Uint8Array(ms * 16)) };
}

const spoken = (results: readonly RecognisedResult[]) =>
  results.map(({ isPartial, transcript, endTime }) => [isPartial ? 'partial' : 'final', transcript, endTime]);

test('a phrase is said as audio passes, its final after its delay', () => {
  const { hear, results } = open(SCRIPT);

  for (let i = 0; i < 20; i++) hear(50);

  assert.deepEqual(spoken(results), [
    ['partial', 'good', 0.2],
    ['partial', 'good morning', 0.4],
    ['partial', 'good morning', 0.5],
    ['final', 'good morning', 0.5],
  ]);
});

test('the size of the chunks makes no difference', () => {
  const small = open(SCRIPT);
  const large = open(SCRIPT);

  for (let i = 0; i < 100; i++) small.hear(10);
  large.hear(1_000);

  assert.deepEqual(spoken(small.results), spoken(large.results));
});

test('a phrase begun is finished when the audio ends, one not begun is not said', async () => {
  const begun = open(SCRIPT);
  const unbegun = open(SCRIPT);

  begun.hear(150);
  await begun.session.finish();
  unbegun.hear(50);
  await unbegun.session.finish();

  assert.deepEqual(spoken(begun.results), [['final', 'good morning', 0.5]]);
  assert.deepEqual(unbegun.results, []);
});

test('a repeating script is said again, later, under other ids', () => {
  const { hear, results } = open({ ...SCRIPT, repeatEveryMs: 1_000 });

  hear(2_000);

  const finals = results.filter(({ isPartial }) => !isPartial);
  assert.deepEqual(
    finals.map(({ startTime }) => startTime),
    [0.1, 1.1],
  );
  assert.equal(new Set(results.map(({ resultId }) => resultId)).size, 2);
});

test('nothing is said after the last phrase, nor after close', () => {
  const over = open(SCRIPT);
  over.hear(10_000);
  const count = over.results.length;
  over.hear(1_000);
  const closed = open(SCRIPT);
  closed.session.close();
  closed.hear(1_000);

  assert.equal(over.results.length, count);
  assert.deepEqual(closed.results, []);
});
