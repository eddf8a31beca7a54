import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioOf, kept, RATE_HZ, scriptedEar, VOICE } from './scripted-ear.ts';

test('silence brings nothing: no clip is decoded, no result reported', () => {
  const ear = scriptedEar();
  ear.listen(audioOf([60, 0]));
  ear.hearing.finish();

  assert.equal(ear.hearing.due, undefined);
  assert.deepEqual([ear.clips.length, ear.results.length], [0, 0]);
});

test('a click of a tenth of a second is no speech', () => {
  const ear = scriptedEar();
  ear.listen(audioOf([1, 0], [0.1, VOICE], [2, 0]));

  assert.equal(ear.clips.length, 0);
});

test('an utterance is decoded with every step, and once more when the voice ends', () => {
  const ear = scriptedEar();
  ear.listen(audioOf([1, 0], [2.2, VOICE], [1, 0]));

  const [first, ...others] = ear.results;
  assert.deepEqual(
    ear.results.map(({ isPartial, transcript }) => [isPartial, transcript]),
    [
      [true, 'w0'],
      [true, 'w0 w1'],
      [true, 'w0 w1 w2'],
      [true, 'w0 w1 w2 w3'],
      [false, 'w0 w1 w2 w3'],
    ].slice(-ear.results.length),
  );
  assert.ok(others.every(({ resultId }) => resultId === first?.resultId));
  const final = ear.results.at(-1);
  assert.ok(final?.items.every(({ stable }) => stable));
  assert.ok(Math.abs((final?.startTime ?? 0) - 1) < 0.07 && Math.abs((final?.endTime ?? 0) - 3.2) < 0.07);
});

test('a clip begins 0.45 s before the detector speaks up, never before the end of the utterance before', () => {
  const ear = scriptedEar({ stepMs: () => 1e9 });
  ear.listen(audioOf([2, 0], [1, VOICE], [0.384, 0], [1, VOICE], [1, 0]));

  const [one, two] = ear.clips;
  const silenceBefore = (clip: Float32Array | undefined) => (clip?.findIndex((sample) => sample > 0) ?? 0) / RATE_HZ;
  assert.ok(Math.abs(silenceBefore(one) - 0.29) < 0.04, `${silenceBefore(one)}`);
  assert.ok(silenceBefore(two) < 0.04, `${silenceBefore(two)}`);
  assert.equal(ear.finals().length, 2);
});

test('steps are asked for anew each time, so that they may grow', () => {
  let stepMs = 400;
  const ear = scriptedEar({ stepMs: () => stepMs });
  ear.hearing.hear(audioOf([1, VOICE]));
  assert.equal(ear.hearing.due, 'partial');
  stepMs = 2_000;
  assert.equal(ear.hearing.due, undefined);
});

test('work does nothing when nothing is due', () => {
  const ear = scriptedEar();
  ear.hearing.work();
  ear.hearing.hear(audioOf([0.4, VOICE]));
  ear.hearing.work();

  assert.equal(ear.clips.length, 0);
});

test('speech without an end is cut before the longest clip, and every sample of it is in just one final', () => {
  const finals: Float32Array[] = [];
  const ear = scriptedEar({ stepMs: () => 1e9, decode: kept(finals) });
  const audio = Float32Array.from({ length: 60 * RATE_HZ }, (_, i) => 0.1 + (i % 4_000) / 10_000);
  ear.listen(audio);
  ear.hearing.finish();
  ear.hearing.work();

  assert.ok(finals.every((clip) => clip.length <= 8.5 * RATE_HZ + 512));
  assert.ok(finals.length >= 60 / 8.5);
  const all = finals.flatMap((clip) => [...clip]);
  assert.ok(all.length === audio.length && all.every((sample, i) => sample === audio[i]));
});

test('the cut is at the quietest place of the last 3 s', () => {
  const ear = scriptedEar({ stepMs: () => 1e9 });
  ear.listen(audioOf([3, VOICE], [0.2, 0.01], [4, VOICE], [0.1, 0.1], [2, VOICE]));

  const [final] = ear.clips;
  assert.ok(Math.abs((final?.length ?? 0) / RATE_HZ - 7.25) < 0.05);
});

test('a pause will do for a cut in the last seconds before it has to be', () => {
  const ear = scriptedEar();
  ear.listen(audioOf([2, VOICE], [0.2, 0], [4, VOICE], [0.2, 0], [1.8, VOICE], [1, 0]));

  assert.deepEqual(ear.finals().length, 2);
  const [one, two] = ear.results.filter(({ isPartial }) => !isPartial);
  assert.ok(Math.abs((one?.endTime ?? 0) - 6.2) < 0.07, `${one?.endTime}`);
  assert.ok(Math.abs((two?.startTime ?? 0) - 6.3) < 0.1, `${two?.startTime}`);
  assert.ok((two?.endTime ?? 0) > 7.5 && (two?.endTime ?? 0) < 8.27, `${two?.endTime}`);
});

test('it is not cut before words that are stable: they would be heard again', () => {
  const ear = scriptedEar();
  // The quietest place comes before words that two hypotheses agree on by the time of the cut.
  ear.listen(audioOf([6, VOICE], [0.1, 0.01], [8, VOICE], [1, 0]));

  const [one, two] = ear.results.filter(({ isPartial }) => !isPartial);
  assert.ok((one?.endTime ?? 0) > 7 && (two?.startTime ?? 0) >= (one?.endTime ?? 0));
});

test('silence right after a cut is no utterance', () => {
  const ear = scriptedEar();
  ear.listen(audioOf([6, VOICE], [2, 0]));

  assert.equal(ear.finals().length, 1);
  assert.ok(ear.clips.every((clip) => clip.some((sample) => sample > 0)));
});

test('voice that never gives text gives no result, is counted once, and what follows is heard', () => {
  let mute = true;
  const ear = scriptedEar({ decode: () => (mute ? '' : 'Hello.') });
  ear.listen(audioOf([1, 0], [2, VOICE], [1, 0]));
  assert.deepEqual([ear.results.length, ear.empty(), ear.hearing.due], [0, 1, undefined]);

  mute = false;
  ear.listen(audioOf([2, VOICE], [1, 0]));
  assert.deepEqual([ear.finals(), ear.empty()], [['Hello.'], 1]);
});

test('a final without text is what the partials said', () => {
  let text = 'one two three';
  const ear = scriptedEar({ decode: () => text });
  ear.listen(audioOf([1, 0], [2, VOICE]));
  text = '';
  ear.listen(audioOf([1, 0]));

  assert.deepEqual([ear.finals(), ear.empty()], [['one two three'], 1]);
});

test('more than eight words a second are no speech', () => {
  const babble = Array.from({ length: 40 }, (_, i) => `b${i}`).join(' ');
  const ear = scriptedEar({ decode: () => babble });
  ear.listen(audioOf([1, 0], [2, VOICE], [1, 0]));

  assert.deepEqual([ear.results.length, ear.empty()], [0, 1]);
});

test('a loop of the engine is reported as often as there was time to say it', () => {
  const ear = scriptedEar({ stepMs: () => 1e9, decode: () => Array(9).fill('so it goes on,').join(' ') });
  ear.listen(audioOf([1, 0], [3, VOICE], [1, 0]));

  assert.deepEqual(ear.finals(), ['so it goes on, so it goes on,']);
});

test('the end of the audio makes the open utterance final, its last samples included', () => {
  const ear = scriptedEar();
  ear.hearing.hear(audioOf([1, VOICE], [0.01, VOICE]));
  ear.hearing.finish();
  assert.equal(ear.hearing.due, 'final');
  ear.hearing.work();

  assert.deepEqual([ear.finals(), ear.hearing.due], [['w0 w1'], undefined]);
  assert.equal(ear.clips.at(-1)?.length, 1.01 * RATE_HZ);
});

test('utterances that wait for their final are bounded: one too many is decoded while it is heard', () => {
  const ear = scriptedEar();
  for (let i = 0; i < 10; i++) ear.hearing.hear(audioOf([1, VOICE], [0.5, 0]));

  assert.equal(ear.finals().length, 6);
  while (ear.hearing.due === 'final') ear.hearing.work();
  assert.equal(ear.finals().length, 10);
});

test('an engine that breaks throws out of work', () => {
  const ear = scriptedEar({
    decode: () => {
      throw new Error('broken');
    },
  });
  ear.hearing.hear(audioOf([1, VOICE]));

  assert.throws(() => ear.hearing.work(), /broken/);
});

test('marks are items of their own, at the end of the word before; in a partial the last word has none', () => {
  const ear = scriptedEar({ decode: () => 'Well, ¿qué? Done.' });
  ear.listen(audioOf([1, 0], [2, VOICE], [1, 0]));

  const [partial, final] = [ear.results[0], ear.results.at(-1)];
  assert.equal(partial?.transcript, 'Well, ¿qué? Done');
  assert.equal(final?.transcript, 'Well, ¿qué? Done.');
  assert.deepEqual(
    final?.items.map(({ content, type }) => `${content} ${type}`),
    [
      'Well pronunciation',
      ', punctuation',
      '¿ punctuation',
      'qué pronunciation',
      '? punctuation',
      'Done pronunciation',
      '. punctuation',
    ],
  );
  for (const [i, item] of (final?.items ?? []).entries()) {
    if (item.type !== 'punctuation') continue;
    const word: number | undefined =
      item.content === '¿' ? final?.items[i + 1]?.startTime : final?.items[i - 1]?.endTime;
    assert.deepEqual([item.startTime, item.endTime], [word, word]);
  }
});
