import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Decoder, loadPocketSphinx, type Segment } from '../../../../emulators/transcribe/pocketsphinx/library.ts';
import { type CutPolicy, SpeechTracker } from '../../../../emulators/transcribe/pocketsphinx/speech-tracker.ts';
import type { RecognisedResult } from '../../../../emulators/transcribe/recogniser.ts';
import { toPcm } from '../../../../src/audio/pcm.ts';
import { countWordErrors } from '../../../../testkit/speech/word-error-rate.ts';
import { concat, silence, synthesise } from '../../../support/speech.ts';

const NEVER: CutPolicy = { pauseAfterMs: 1e9, alwaysAfterMs: 1e9 };
const LONG =
  'Many people came to the meeting this morning and they talked about the price of bread for a long time ' +
  'and then they walked to the river';

let decoder: Decoder;
before(() => {
  decoder = loadPocketSphinx().createDecoder();
});

function hear(samples: Int16Array, cut: CutPolicy, chunkBytes = 3_200): RecognisedResult[] {
  const results: RecognisedResult[] = [];
  const tracker = new SpeechTracker(decoder, (result) => results.push(result), cut);
  const pcm = toPcm(samples);
  for (let at = 0; at < pcm.length; at += chunkBytes) tracker.write(pcm.subarray(at, at + chunkBytes));
  tracker.finish();
  return results;
}

const finalsOf = (results: RecognisedResult[]) => results.filter(({ isPartial }) => !isPartial);
const textOf = (results: RecognisedResult[]) => finalsOf(results).map(({ transcript }) => transcript);

test('speech that never pauses is cut between words: none lost, none said twice, times go on', async () => {
  const speech = concat(silence(800), await synthesise(LONG, { voice: 'rms' }), silence(800));

  const whole = hear(speech, NEVER);
  const cut = finalsOf(hear(speech, { pauseAfterMs: 1e9, alwaysAfterMs: 2_500 }));

  assert.equal(finalsOf(whole).length, 1);
  assert.ok(cut.length >= 3, `${cut.length} finals`);
  const text = cut.map(({ transcript }) => transcript).join(' ');
  assert.ok(countWordErrors(LONG, text).rate <= 0.15, text);
  const items = cut.flatMap((result) => result.items);
  for (const [i, item] of items.entries()) assert.ok(item.startTime >= (items[i - 1]?.endTime ?? 0), `item ${i}`);
  assert.ok(Math.abs((items.at(-1)?.endTime ?? 0) - (finalsOf(whole)[0]?.endTime ?? 0)) < 0.15);
  assert.match(text, /^[A-Z][^.A-HJ-Z]*\.$/);
});

test('in a long utterance a pause too short for the voice detector is enough', async () => {
  const [first, second] = [await synthesise('The river is clean again.'), await synthesise('We planted many trees.')];
  const speech = concat(silence(800), voiceOf(first), silence(320), voiceOf(second), silence(800));

  const whole = hear(speech, NEVER);
  const cut = hear(speech, { pauseAfterMs: 500, alwaysAfterMs: 1e9 });

  assert.equal(finalsOf(whole).length, 1, textOf(whole).join(' | '));
  assert.equal(finalsOf(cut).length, 2, textOf(cut).join(' | '));
});

/** Without the silence before and after. */
function voiceOf(samples: Int16Array): Int16Array {
  const loud = (sample: number) => Math.abs(sample) > 300;
  return samples.subarray(samples.findIndex(loud), samples.findLastIndex(loud));
}

test('audio cut inside samples is heard as if it were not', async () => {
  const speech = concat(silence(500), await synthesise('Please open the window.'), silence(900));

  const odd = hear(speech, NEVER, 333);

  assert.equal(finalsOf(odd).length, 1);
});

test('a partial of an utterance and its final share an id', async () => {
  const results = hear(concat(silence(500), await synthesise('Please open the window.'), silence(900)), NEVER);

  assert.ok(results.length > 3);
  assert.equal(new Set(results.map(({ resultId }) => resultId)).size, 1);
  assert.equal(results.at(-1)?.isPartial, false);
});

/** Hears speech in every frame; its reading is whatever the test says. */
function fakeDecoder(read: (frame: number) => Segment[]): Decoder {
  let frame = 0;
  return {
    startStream() {},
    startUtterance() {},
    endUtterance() {},
    process: () => ++frame > 0,
    segments: () => read(frame),
  };
}

test('fillers, noises and pronunciation variants are not words', () => {
  const names = ['<s>', 'and(2)', '<sil>', '[NOISE]', '++BREATH++', "don't", '</s>'];
  const segments = names.map((word, i) => ({ word, startFrame: i * 2, endFrame: i * 2 + 1 }));
  const results: RecognisedResult[] = [];
  const tracker = new SpeechTracker(
    fakeDecoder(() => segments),
    (result) => results.push(result),
  );

  tracker.write(new Uint8Array(320 * 20));

  assert.equal(results[0]?.transcript, "And don't");
});

test('a noise without a word is no result', () => {
  const results: RecognisedResult[] = [];
  const noise = [{ word: '[NOISE]', startFrame: 0, endFrame: 9 }];
  const tracker = new SpeechTracker(
    fakeDecoder(() => noise),
    (result) => results.push(result),
  );

  tracker.write(new Uint8Array(320 * 40));
  tracker.finish();

  assert.deepEqual(results, []);
});

test('one endless word is cut where it is, not taken back', () => {
  const results: RecognisedResult[] = [];
  const endless = (frame: number) => [{ word: 'aah', startFrame: 0, endFrame: frame }];
  const cut = { pauseAfterMs: 1_000, alwaysAfterMs: 1_000 };
  const tracker = new SpeechTracker(fakeDecoder(endless), (result) => results.push(result), cut);

  tracker.write(new Uint8Array(320 * 120));

  assert.deepEqual(textOf(results), ['Aah']);
});
