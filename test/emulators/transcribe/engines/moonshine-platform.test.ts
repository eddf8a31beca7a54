import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEngine } from '../../../../emulators/transcribe/engines/open-engine.ts';
import type { RecognisedResult } from '../../../../emulators/transcribe/recogniser.ts';
import { countWordErrors } from '../../../../testkit/speech/word-error-rate.ts';
import { concat, silence, synthesise } from '../../../support/speech.ts';
import { speechModel } from '../../../support/speech-model.ts';

test('Moonshine’s library loads on this Node and this system, and understands a sentence', async (t) => {
  const spec = await speechModel(t);
  if (spec === undefined) return;
  const said = 'We planted trees on both sides and closed the old factory.';
  const heard: RecognisedResult[] = [];
  const engine = await openEngine(spec);
  const hearing = engine.createHearing({
    language: 'en',
    stepMs: () => 400,
    firstSample: 0,
    knownSamples: 0,
    report: (result) => heard.push(result),
  });
  const speech = concat(silence(500), await synthesise(said, { voice: 'rms' }), silence(1_000));

  hearing.hear(Float32Array.from(speech, (sample) => sample / 32_768));
  hearing.finish();
  while (hearing.due !== undefined) hearing.work();

  const finals = heard.filter(({ isPartial }) => !isPartial).map(({ transcript }) => transcript);
  assert.ok(countWordErrors(said, finals.join(' ')).rate <= 0.1, finals.join(' | '));
});
