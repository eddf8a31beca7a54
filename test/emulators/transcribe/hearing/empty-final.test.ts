import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioOf, RATE_HZ, scriptedEar, VOICE } from './scripted-ear.ts';

/** No text for more than 2.5 s; the quietest place leaves the second half the longer one. */
function halfDeaf(clip: Float32Array): string {
  if (clip.length >= 2.5 * RATE_HZ) return '';
  return clip.length > 1.9 * RATE_HZ ? 'half two.' : 'half one.';
}
const TWO_HALVES = audioOf([1, 0], [1.5, VOICE], [0.1, 0.01], [1.7, VOICE], [1, 0]);

test('no text on voice is decoded again in two halves, cut where it is quiet, and their texts joined', () => {
  const ear = scriptedEar({ stepMs: () => 1e9, decode: halfDeaf });
  ear.listen(TWO_HALVES);

  assert.deepEqual(ear.finals(), ['half one. half two.']);
  const [whole, one, two, ...more] = ear.clips.map(({ length }) => length);
  assert.deepEqual([more.length, ear.empty()], [0, 0]);
  assert.equal((one ?? 0) + (two ?? 0), whole);
});

test('each of the three decodes is work of its own: others have their turn between, and nothing is reported before the last', () => {
  const ear = scriptedEar({ stepMs: () => 1e9, decode: halfDeaf });
  ear.hearing.hear(TWO_HALVES);

  for (const decodes of [1, 2, 3]) {
    assert.deepEqual([ear.hearing.due, ear.hearing.restingAt, ear.results.length], ['final', undefined, 0]);
    ear.hearing.work();
    assert.equal(ear.clips.length, decodes);
  }
  assert.deepEqual([ear.hearing.due, ear.finals()], [undefined, ['half one. half two.']]);
});

test('utterances that wait behind it are reported after it', () => {
  const ear = scriptedEar({ stepMs: () => 1e9, decode: (clip) => halfDeaf(clip) });
  ear.hearing.hear(TWO_HALVES);
  ear.hearing.work();
  ear.hearing.hear(audioOf([1, VOICE], [1, 0]));
  while (ear.hearing.due !== undefined) ear.hearing.work();

  assert.deepEqual(ear.finals(), ['half one. half two.', 'half one.']);
  const [one, two] = ear.results;
  assert.ok((one?.endTime ?? 9) <= (two?.startTime ?? 0));
});

test('one too many that wait are decoded while they are heard, halves and all', () => {
  const ear = scriptedEar({ stepMs: () => 1e9, decode: halfDeaf });
  for (let i = 0; i < 5; i++) ear.hearing.hear(TWO_HALVES);

  assert.deepEqual([ear.finals().length, ear.clips.length], [1, 3]);
});

test('a cough without text is not decoded again', () => {
  const ear = scriptedEar({ decode: () => '', knownSamples: 0 });
  ear.hearing.hear(audioOf([0.4, VOICE]));
  ear.hearing.finish();
  ear.hearing.work();

  assert.deepEqual([ear.clips.length, ear.empty(), ear.hearing.due], [1, 1, undefined]);
});
