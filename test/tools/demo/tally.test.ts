import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeardReport, TranscriptReport } from '../../../tools/demo/reports.ts';
import { Tally } from '../../../tools/demo/tally.ts';

const final = (resultId: string, text: string, endTimeMs: number): TranscriptReport => ({
  kind: 'transcript',
  resultId,
  isPartial: false,
  text,
  startTimeMs: 0,
  endTimeMs,
});
const heard = (members: Partial<HeardReport>): HeardReport => ({
  kind: 'heard',
  arrivedAtMs: 0,
  audioMs: 1_000,
  isFirstPart: true,
  text: 'hola',
  translated: true,
  resultId: undefined,
  endTimeMs: undefined,
  ...members,
});

test('latency runs from the end of the speech to the arrival of its translation', () => {
  const tally = new Tally(['es']);
  tally.speaking(10_000);

  assert.equal(tally.heard('es', heard({ arrivedAtMs: 13_500, endTimeMs: 2_000 })), 1_500);
});

test('a translation that does not say its times is matched with its transcript', () => {
  const tally = new Tally(['es']);
  tally.speaking(10_000);
  tally.recognised(final('r1', 'hello', 3_000));

  assert.equal(tally.heard('es', heard({ arrivedAtMs: 13_500, resultId: 'r1' })), 500);
  assert.equal(tally.heard('es', heard({ arrivedAtMs: 13_500, resultId: 'r2' })), undefined);
});

test('before the talk has begun there is no latency', () => {
  const tally = new Tally(['es']);

  assert.equal(tally.heard('es', heard({ endTimeMs: 2_000 })), undefined);
  assert.equal(tally.sinceStart(123), 0);
});

test('later parts of a translation add sound, no translation and no latency', () => {
  const tally = new Tally(['es']);
  tally.speaking(0);
  tally.heard('es', heard({ arrivedAtMs: 1_500, endTimeMs: 1_000 }));
  assert.equal(tally.heard('es', heard({ arrivedAtMs: 1_600, endTimeMs: 1_000, isFirstPart: false })), undefined);

  assert.deepEqual(tally.figures(), [
    { language: 'es', translations: 1, audioMs: 2_000, latenciesMs: [500], missing: undefined },
  ]);
});

test('only finished sentences count as recognised', () => {
  const tally = new Tally(['es']);
  tally.recognised({ ...final('r1', 'good', 500), isPartial: true });
  tally.recognised(final('r1', 'good morning', 900));
  tally.recognised(final('r2', 'and welcome', 2_000));

  assert.equal(tally.text, 'good morning and welcome');
  assert.equal(tally.segments, 2);
});

test('each language has figures of its own, with the reason where speech was missing', () => {
  const tally = new Tally(['es', 'de', 'fr']);
  tally.heard('es', heard({}));
  tally.unspoken('de', 'noEngine');
  tally.unspoken('fr', undefined);

  const [es, de, fr] = tally.figures();

  assert.deepEqual([es?.audioMs, es?.missing], [1_000, undefined]);
  assert.deepEqual([de?.audioMs, de?.missing], [0, 'noEngine']);
  assert.equal(fr?.missing, 'no speech');
});
