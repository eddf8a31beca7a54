import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEngine } from '../../../emulators/transcribe/engines/open-engine.ts';
import type { LoadedEngine } from '../../../emulators/transcribe/hearing/hearing.ts';
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import { STRETCH_RATES, TimeStretch } from '../../../src/audio/time-stretch.ts';
import { foldedWords } from '../../../testkit/speech/folded-words.ts';
import { countErrorsIn } from '../../../testkit/speech/word-error-rate.ts';
import { chosenOf } from '../../../verify/recognition/corpora/choice.ts';
import type { Recording } from '../../../verify/recognition/corpora/recording.ts';
import { syntheticSpeech } from '../../../verify/recognition/corpora/synthetic.ts';
import { sumOf } from '../../../verify/recognition/runs/measure-engine.ts';
import { speechModel } from '../../support/speech-model.ts';

const MOST_POINTS = 0.03;
const RATES = [1, 1.2, STRETCH_RATES.most];
const PIECE = 1_600;

/** The recording as a listener hears it who has to catch up. */
function spokenAt(rate: number, { samples }: Recording): Float32Array {
  const stretch = new TimeStretch();
  stretch.rate = rate;
  const speech = Float32Array.from(samples, (sample) => sample / 32_768);
  return Float32Array.from([stretch.push(speech), stretch.flush()].flatMap((piece) => [...piece]));
}

/** What the engine's finals say of speech between two silences. It is not given time: the result does not depend on the machine. */
function heardBy(engine: LoadedEngine, speech: Float32Array): string {
  const finals: string[] = [];
  const hearing = engine.createHearing({
    language: 'en',
    stepMs: () => 60_000,
    firstSample: 0,
    knownSamples: 0,
    report: ({ isPartial, transcript }) => isPartial || finals.push(transcript),
  });
  const audio = new Float32Array(speech.length + 1.5 * SAMPLE_RATE_HZ);
  audio.set(speech, 0.5 * SAMPLE_RATE_HZ);
  const work = () => {
    while (hearing.due !== undefined) hearing.work();
  };
  for (let at = 0; at < audio.length; at += PIECE) {
    hearing.hear(audio.subarray(at, at + PIECE));
    work();
  }
  hearing.finish();
  work();
  return finals.join(' ');
}

test('Moonshine recognises speech at the highest rate as well as unstretched speech, within 3 points of word error rate', async (t) => {
  const spec = await speechModel(t);
  if (spec === undefined) return;
  const engine = await openEngine(spec);
  const recordings = chosenOf(syntheticSpeech());

  const errors = RATES.map((rate) => {
    const sum = sumOf(
      recordings.map((recording) => ({
        errors: countErrorsIn(foldedWords(recording.text), foldedWords(heardBy(engine, spokenAt(rate, recording)))),
      })),
    );
    t.diagnostic(`at ${rate}: word error rate ${(sum.rate * 100).toFixed(1)} % of ${sum.words} words`);
    return sum;
  });

  const [unstretched, ...stretched] = errors;
  assert.ok(unstretched && unstretched.words > 500 && unstretched.rate < 0.1, 'unstretched speech is recognised');
  for (const { rate } of stretched) assert.ok(rate <= unstretched.rate + MOST_POINTS, `${unstretched.rate}, ${rate}`);
});
