import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioOf, kept, RATE_HZ, scriptedEar, VOICE } from './scripted-ear.ts';

test('in silence another may go on from where the next utterance could begin', () => {
  const ear = scriptedEar();
  assert.equal(ear.hearing.restingAt, 0);
  ear.listen(audioOf([3.2, 0]));

  assert.equal(ear.hearing.restingAt, 3.2 * RATE_HZ - 0.45 * RATE_HZ);
});

test('never before the end of an utterance that has been reported', () => {
  const ear = scriptedEar();
  ear.listen(audioOf([1.024, VOICE], [0.352, 0]));

  assert.equal(ear.finals().length, 1);
  assert.equal(ear.hearing.restingAt, 1.376 * RATE_HZ);
});

test('not inside an utterance of which something is reported, nor while a final is due', () => {
  const ear = scriptedEar();
  ear.listen(audioOf([1.2, VOICE]));
  assert.equal(ear.hearing.restingAt, undefined);
  ear.hearing.hear(audioOf([1, 0]));
  assert.deepEqual([ear.hearing.due, ear.hearing.restingAt], ['final', undefined]);
});

test('audio that another has heard warms the detector up and is not reported', () => {
  const ear = scriptedEar({ firstSample: 100 * RATE_HZ, knownSamples: 2 * RATE_HZ });
  ear.listen(audioOf([1.5, VOICE], [0.5, 0], [1, 0], [1, VOICE], [1, 0]));

  assert.deepEqual(ear.finals(), ['w0 w1']);
  const final = ear.results.at(-1);
  assert.ok(Math.abs((final?.startTime ?? 0) - 103) < 0.07 && Math.abs((final?.endTime ?? 0) - 104) < 0.07);
});

test('voice that goes on past what is known is heard from there, to the sample', () => {
  const ear = scriptedEar({ firstSample: 0, knownSamples: 1.9 * RATE_HZ });
  ear.listen(audioOf([4, VOICE], [1, 0]));

  const final = ear.results.at(-1);
  assert.deepEqual([final?.isPartial, final?.startTime], [false, 1.9]);
  assert.equal(ear.clips.at(-1)?.filter((sample) => sample > 0).length, 2.1 * RATE_HZ);
});

test('a speaker who never pauses is moved right after a cut, and no sample is lost or heard twice', () => {
  const clips: Float32Array[] = [];
  const audio = Float32Array.from({ length: 30 * RATE_HZ }, (_, i) => 0.1 + (i % 5_000) / 20_000);
  const before = scriptedEar({ stepMs: () => 1e9, decode: kept(clips) });
  let at = 0;
  while (before.finals().length === 0) {
    before.hearing.hear(audio.subarray(at, at + 512));
    at += 512;
    if (before.hearing.due === 'final') before.hearing.work();
  }
  const restingAt = before.hearing.restingAt ?? Number.NaN;
  assert.ok(restingAt > 5 * RATE_HZ && restingAt <= at);

  const known = 0.5 * RATE_HZ;
  const next = scriptedEar({
    stepMs: () => 1e9,
    decode: kept(clips),
    firstSample: restingAt - known,
    knownSamples: known,
  });
  next.listen(audio.subarray(restingAt - known));
  next.hearing.finish();
  next.hearing.work();

  const all = clips.flatMap((clip) => [...clip]);
  assert.ok(all.length === audio.length && all.every((sample, i) => sample === audio[i]));
});
