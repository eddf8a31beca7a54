import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openEngine } from '../../../../emulators/transcribe/engines/open-engine.ts';
import { sherpaModelIn } from '../../../../emulators/transcribe/engines/sherpa-folder.ts';
import type { RecognisedResult } from '../../../../emulators/transcribe/recogniser.ts';
import { finalText, heardBy } from '../../../support/models/heard-by.ts';
import { type TinyTransducer, writeTinyTransducer } from '../../../support/models/tiny-transducer.ts';
import { concat, silence } from '../../../support/speech.ts';

async function engineOf(t: TestContext, options: TinyTransducer = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'transducer-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeTinyTransducer(folder, options);
  const model = sherpaModelIn(folder, 'none is needed');
  assert.ok(model.ok);
  return await openEngine(model.spec);
}

/** Noise, the same each time. */
function sound(ms: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: ms * 16 }, () => {
    state = (state * 16_807) % 2_147_483_647;
    return (state % 20_000) - 10_000;
  });
}

test('a transducer’s capitals are written as a sentence, word by word, each where it was spoken', async (t) => {
  const engine = await engineOf(t);

  const results = heardBy(engine, concat(silence(1_000), sound(2_000), silence(2_000)), 400);

  const final = results.at(-1);
  assert.deepEqual(
    results.filter(({ isPartial }) => isPartial).map(({ transcript }) => transcript),
    ['Hello wor', 'Hello world', 'Hello world I', 'Hello world I am', 'Hello world I am here'],
  );
  assert.deepEqual([final?.isPartial, final?.transcript], [false, 'Hello world I am here.']);
  const { startTime = 0, endTime = 0 } = final ?? {};
  assert.ok(startTime > 0.9 && startTime < 1.4 && endTime > 2.7 && endTime < 3.3, `${startTime} to ${endTime}`);
});

test('a pause ends the utterance, and what stable words said stays', async (t) => {
  const engine = await engineOf(t);

  const results = heardBy(engine, concat(sound(1_500), silence(1_500), sound(1_500), silence(1_500)), 300);

  const finals = results.filter(({ isPartial }) => !isPartial);
  assert.equal(finals.length, 2);
  assert.ok((finals[0]?.endTime ?? 9) <= (finals[1]?.startTime ?? 0));
  for (const final of finals) {
    for (const partial of results.filter(({ resultId, isPartial }) => isPartial && resultId === final.resultId)) {
      const stable = partial.items.filter((item) => item.stable).map(({ content }) => content);
      assert.deepEqual(
        final.items.slice(0, stable.length).map(({ content }) => content),
        stable,
      );
    }
  }
});

test('speech without a pause is cut', async (t) => {
  const finals = heardBy(await engineOf(t), sound(40_000)).filter(({ isPartial }) => !isPartial);

  assert.ok(finals.length >= 2, `${finals.length} finals`);
  assert.ok(finals.every(({ startTime, endTime }) => endTime - startTime < 17));
});

test('a model that writes case and marks itself is left to', async (t) => {
  const engine = await engineOf(t, { tokens: ['▁Yes', ',', '▁Mr.', '▁Dashwood', '.'] });

  assert.equal(finalText(heardBy(engine, concat(sound(1_550), silence(2_000)))), 'Yes, Mr. Dashwood.');
});

test('hearings share an engine without hearing each other', async (t) => {
  const engine = await engineOf(t);

  const speech = concat(sound(1_500), silence(1_500));
  const alone = heardBy(engine, speech);
  heardBy(engine, sound(800));
  const again = heardBy(engine, speech);

  assert.equal(finalText(again), finalText(alone));
});

test('a missing file is one line', async () => {
  await assert.rejects(
    openEngine({ kind: 'transducer', encoder: '/none', decoder: '/none', joiner: '/none', tokens: '/none' }),
    /^Error: The speech model's file \/none is missing$/,
  );
});

test('after a pause another goes on in the silence after the last word, at a whole sample', async (t) => {
  const engine = await engineOf(t);
  const finals: RecognisedResult[] = [];
  const hearing = engine.createHearing({
    language: 'en',
    stepMs: () => 300,
    firstSample: 0,
    knownSamples: 0,
    report: (result) => !result.isPartial && finals.push(result),
  });
  const pcm = concat(sound(1_500), silence(1_500));
  for (let at = 0; at < pcm.length && finals.length === 0; at += 1_600) {
    hearing.hear(Float32Array.from(pcm.subarray(at, at + 1_600), (sample) => sample / 32_768));
    while (hearing.due !== undefined) hearing.work();
  }

  const rest = hearing.restingAt ?? Number.NaN;
  const after = rest / 16_000 - (finals[0]?.endTime ?? Number.NaN);
  assert.ok(Number.isInteger(rest) && after > 0.1 && after < 0.4, `${after} s after the last word`);
});
