import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openEngine } from '../../../../emulators/transcribe/engines/open-engine.ts';
import type { LoadedEngine } from '../../../../emulators/transcribe/hearing/hearing.ts';
import type { RecognisedResult } from '../../../../emulators/transcribe/recogniser.ts';
import { speakWithFlite } from '../../../../testkit/speech/flite.ts';
import { speechModel } from '../../../support/speech-model.ts';

const RATE_HZ = 16_000;
/** Of Debian's pocketsphinx-testdata: a woman reading "Sense and Sensibility" for LibriVox. */
const PERSON = '/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0870.wav';
const PERSON_SAID =
  'and mr john dashwood had then leisure to consider how much there might be prudently in his power to do for them';

/** What an engine reports of samples that come in pieces of 100 ms, between two silences. */
function hear(engine: LoadedEngine, speech: Float32Array): RecognisedResult[] {
  const results: RecognisedResult[] = [];
  const hearing = engine.createHearing({
    language: 'en',
    stepMs: () => 600,
    firstSample: 0,
    knownSamples: 0,
    report: (result) => results.push(result),
  });
  const audio = new Float32Array(speech.length + 1.5 * RATE_HZ);
  audio.set(speech, 0.5 * RATE_HZ);
  for (let at = 0; at < audio.length; at += 1_600) {
    hearing.hear(audio.subarray(at, at + 1_600));
    while (hearing.due !== undefined) hearing.work();
  }
  hearing.finish();
  while (hearing.due !== undefined) hearing.work();
  return results;
}

const finalsOf = (results: readonly RecognisedResult[]) => results.filter(({ isPartial }) => !isPartial);
const toWords = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .split(' ');

test('Moonshine hears speech, as it grows', async (t) => {
  const spec = await speechModel(t);
  if (spec === undefined) return;
  const engine = await openEngine(spec);

  await t.test('of a synthetic voice, with case and marks; what is stable stays', () => {
    const said = 'We have planted many trees along the river since last summer.';
    const results = hear(
      engine,
      Float32Array.from(speakWithFlite(said), (sample) => sample / 32_768),
    );

    const [final, ...others] = finalsOf(results);
    assert.deepEqual(others, []);
    assert.equal(final?.transcript, said);
    assert.ok(results.length > 3 && results.every(({ resultId }) => resultId === final?.resultId));
    for (const { items } of results) {
      const stable = items.filter((item) => item.stable);
      assert.deepEqual(final?.items.slice(0, stable.length), stable);
    }
    assert.ok(results.some(({ isPartial, items }) => isPartial && items.some(({ stable }) => stable)));
  });

  await t.test('of a person', { skip: !existsSync(PERSON) && 'pocketsphinx-testdata is not installed' }, () => {
    const pcm = readFileSync(PERSON).subarray(44);
    const samples = Float32Array.from({ length: pcm.length / 2 }, (_, i) => pcm.readInt16LE(i * 2) / 32_768);

    const text = finalsOf(hear(engine, samples)).map(({ transcript }) => transcript);
    assert.deepEqual(toWords(text.join(' ')), toWords(PERSON_SAID));
  });

  await t.test('and neither silence, nor a click, nor soft noise', () => {
    const silence = new Float32Array(5 * RATE_HZ);
    const click = silence.map((_, i) =>
      i > RATE_HZ && i < 1.2 * RATE_HZ ? Math.sin(i / 3) * Math.exp(-(i - RATE_HZ) / 300) : 0,
    );
    let seed = 1;
    const noise = silence.map(() => {
      seed = (seed * 48_271) % 2_147_483_647;
      return (seed / 2_147_483_647 - 0.5) * 0.02;
    });

    for (const audio of [silence, click, noise]) assert.deepEqual(hear(engine, audio), []);
    assert.equal(engine.emptyUtterances, 0);
  });
});
