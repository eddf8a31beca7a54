import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openEngine } from '../../../../emulators/transcribe/engines/open-engine.ts';
import { finalText, heardBy } from '../../../support/models/heard-by.ts';
import { type TinyWhisper, tinyWhisper } from '../../../support/models/tiny-whisper.ts';
import { concat, silence, synthesise } from '../../../support/speech.ts';
import { speechModel } from '../../../support/speech-model.ts';

const SENTENCE = 'Good evening, and welcome to the city library.';

async function talk(): Promise<Int16Array> {
  return concat(silence(800), await synthesise(SENTENCE), silence(1_200));
}

/** Undefined: there is no voice detector, and the test was skipped. */
async function engineSaying(t: TestContext, options: TinyWhisper = {}) {
  const speech = await speechModel(t);
  if (speech === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'whisper-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const modelFile = join(folder, 'ggml-tiny.bin');
  writeFileSync(modelFile, tinyWhisper(options));
  return await openEngine({ kind: 'whisper', modelFile, voiceDetector: speech.voiceDetector });
}

test('what Whisper reads in an utterance is its result', async (t) => {
  const engine = await engineSaying(t);
  if (engine === undefined) return;

  const results = heardBy(engine, await talk());

  assert.equal(finalText(results), 'Hello world.');
  assert.ok(results.some(({ isPartial, transcript }) => isPartial && transcript === 'Hello world'));
  assert.equal(new Set(results.map(({ resultId }) => resultId)).size, 1);
});

test('Whisper is asked a second of new audio at a time at the least', async (t) => {
  const engine = await engineSaying(t, { english: true });
  if (engine === undefined) return;
  const hearing = engine.createHearing({
    language: 'en',
    stepMs: () => 100,
    firstSample: 0,
    knownSamples: 0,
    report: () => {},
  });
  const samples = Float32Array.from(await talk(), (value) => value / 32_768);
  let partials = 0;

  for (let at = 0; at < samples.length; at += 1_600) {
    hearing.hear(samples.subarray(at, at + 1_600));
    if (hearing.due === 'partial') partials++;
    while (hearing.due !== undefined) hearing.work();
  }

  const seconds = samples.length / 16_000;
  assert.ok(partials >= 1 && partials <= seconds, `${partials} partials in ${seconds} s`);
});

test('what it writes for sounds is not reported, and counts as no text', async (t) => {
  const engine = await engineSaying(t, { words: [' (music)'] });
  if (engine === undefined) return;

  assert.deepEqual(heardBy(engine, await talk()), []);
  assert.equal(engine.emptyUtterances, 1);
});

test('a loop of the model’s ends where nobody could have said more', async (t) => {
  const engine = await engineSaying(t, { words: Array.from({ length: 55 }, (_, i) => ` word${i}`) });
  if (engine === undefined) return;
  const clip = concat(silence(600), await synthesise('Good evening.'), silence(1_000));

  const words = finalText(heardBy(engine, clip)).split(' ');

  assert.ok(words.length < 30, `${words.length} words in a second and a half`);
});

test('silence is not decoded', async (t) => {
  const engine = await engineSaying(t);
  if (engine === undefined) return;

  assert.deepEqual(heardBy(engine, silence(5_000)), []);
});

test('a model that is cut short does not become an engine', async (t) => {
  const speech = await speechModel(t);
  if (speech === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'whisper-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const modelFile = join(folder, 'cut.bin');
  writeFileSync(modelFile, tinyWhisper().subarray(0, 8_000_000));

  const opening = openEngine({ kind: 'whisper', modelFile, voiceDetector: speech.voiceDetector });

  await assert.rejects(opening, /cut\.bin is cut short: it ends at 8000000 bytes, inside the model$/);
});

/** A real model's file, which is too large to fetch for every run. */
const REAL_MODEL = process.env.ROSTRUM_TEST_WHISPER;

test('a real Whisper model reads English', {
  skip: !REAL_MODEL && 'ROSTRUM_TEST_WHISPER names no model',
}, async (t) => {
  const speech = await speechModel(t);
  if (speech === undefined || !REAL_MODEL) return;
  const engine = await openEngine({ kind: 'whisper', modelFile: REAL_MODEL, voiceDetector: speech.voiceDetector });

  const text = finalText(heardBy(engine, await talk()));

  const words: readonly string[] = text.toLowerCase().match(/[a-z]+/g) ?? [];
  const expected = SENTENCE.toLowerCase().match(/[a-z]+/g) ?? [];
  const missed = expected.filter((word) => !words.includes(word));
  assert.ok(missed.length <= 1, `${text}: without ${missed.join(', ')}`);
});
