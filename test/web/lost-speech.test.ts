import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LostSpeech } from '../../web/src/speak/desk/lost-speech.ts';

test('all lost speech is one sum since the first loss, whatever lost it', () => {
  const lost = new LostSpeech();

  lost.add(6_400, 1_000);
  lost.add(5_900, 90_000);

  assert.deepEqual(lost.toTell(90_000), { totalMs: 12_300, sinceMs: 1_000 });
});

test('a sum that grows is told every three seconds, and only when it has grown', () => {
  const lost = new LostSpeech();
  lost.add(300, 0);

  assert.deepEqual(lost.toTell(0), { totalMs: 300, sinceMs: 0 });
  lost.add(100, 500);
  assert.equal(lost.toTell(2_900), undefined);
  assert.deepEqual(lost.toTell(3_000), { totalMs: 400, sinceMs: 0 });
  assert.equal(lost.toTell(60_000), undefined);
});

test('a single chunk is not worth a message, and nothing is none', () => {
  const lost = new LostSpeech();
  assert.equal(lost.toTell(0), undefined);
  lost.add(100, 0);
  assert.equal(lost.toTell(10_000), undefined);
  lost.add(100, 20_000);
  assert.deepEqual(lost.toTell(20_000), { totalMs: 200, sinceMs: 0 });
});

test('what is lost at the end is told at once: nobody asks again', () => {
  const lost = new LostSpeech();
  lost.add(300, 0);
  lost.toTell(0);
  lost.add(60_000, 500);

  assert.deepEqual(lost.toTell(500, true), { totalMs: 60_300, sinceMs: 0 });
  assert.equal(lost.toTell(600, true), undefined);
});
