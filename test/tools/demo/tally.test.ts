import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeardReport, PlayedMessage, TranscriptReport } from '../../../tools/demo/reports.ts';
import { Tally } from '../../../tools/demo/tally.ts';

const final = (resultId: string, text: string, endTimeMs: number): TranscriptReport => ({
  kind: 'transcript',
  resultId,
  segment: 0,
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
  segment: undefined,
  endTimeMs: undefined,
  ...members,
});
const played = (members: Partial<PlayedMessage>): PlayedMessage => ({
  ...{ kind: 'played', resultId: 'r1', segment: 0, outcome: 'played' },
  ...{ firstSoundAtMs: 0, durationMs: 1_000, playbackRate: 1 },
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

  const [es] = tally.figures();
  assert.deepEqual([es?.translations, es?.audioMs], [1, 2_000]);
});

test('figures are of what the loudspeaker played, whichever came first, transcript or sound', () => {
  const tally = new Tally(['es', 'ca']);
  tally.speaking(10_000);
  tally.recognised({ ...final('r1', 'good morning', 3_000), startTimeMs: 1_000 });
  tally.played('es', played({ firstSoundAtMs: 15_000, durationMs: 2_000, playbackRate: 1.2 }));
  tally.played('es', played({ resultId: 'r2', firstSoundAtMs: 17_000 }));
  tally.played('es', played({ resultId: 'r3', outcome: 'skipped' }));
  tally.recognised({ ...final('r2', 'friends', 5_000), startTimeMs: 4_000 });

  const [es, ca] = tally.figures();

  // "good" ends at 2 s and sounds at 6, "morning" at 3 and 7, "friends" at 5 and 8; the sounds begin at 5 and 7 s.
  assert.deepEqual(es?.earVoiceSpansMs, [4_000, 4_000, 3_000]);
  assert.deepEqual(es?.segmentToSoundMs, [2_000, 2_000]);
  assert.deepEqual([es?.skipped, es?.fastestRate], [1, 1.2]);
  assert.deepEqual([ca?.earVoiceSpansMs, ca?.segmentToSoundMs, ca?.skipped, ca?.fastestRate], [[], [], 0, 1]);
});

test('a segment that listeners heard counts, once, though its speaker was not told of it', () => {
  const tally = new Tally(['es', 'ca']);
  tally.recognised(final('r1', 'Good morning', 1_000));
  for (const language of ['es', 'ca']) {
    tally.heard(language, heard({ resultId: 'r1', segment: 0 }));
    tally.heard(language, heard({ resultId: 'r2', segment: 0 }));
  }

  assert.equal(tally.segments, 2);
});

test('only finished segments count as recognised', () => {
  const tally = new Tally(['es']);
  assert.equal(tally.recognised({ ...final('r1', 'good', 500), isPartial: true }), false);
  assert.equal(tally.recognised(final('r1', 'good morning', 900)), true);
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
