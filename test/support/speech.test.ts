import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toPcm, toSamples } from '../../src/audio/pcm.ts';
import { rmsDbfs } from '../../src/audio/volume.ts';
import { concat, scale, silence, synthesise } from './speech.ts';

const TEXT = 'The boat comes back at noon.';

test('every voice speaks, audibly, for as long as a sentence takes', async () => {
  for (const voice of ['kal', 'awb', 'rms', 'slt'] as const) {
    const speech = await synthesise(TEXT, { voice });
    assert.ok(speech.length > 16_000 && speech.length < 48_000, `${voice}: ${speech.length} samples`);
    assert.ok(rmsDbfs(speech) > -35, `${voice}: ${rmsDbfs(speech)} dBFS`);
  }
});

test('twice the rate takes half the time', async () => {
  const [plain, fast] = [await synthesise(TEXT), await synthesise(TEXT, { rate: 2 })];
  assert.ok(Math.abs(plain.length / fast.length - 2) < 0.2);
});

test('the same text gives the same samples, and changing them changes nothing for others', async () => {
  const once = await synthesise(TEXT);
  const kept = once.slice();
  once.fill(0);
  assert.deepEqual(await synthesise(TEXT), kept);
});

test('what flite cannot speak is refused', async () => {
  await assert.rejects(synthesise('...'), /a letter or a digit/);
  await assert.rejects(synthesise(TEXT, { rate: 0 }), /rate is 0.25 to 4, not 0/);
  await assert.rejects(synthesise(TEXT.repeat(1_000)), /10000 characters at a time/);
});

test('silence, joining, scaling and bytes do what they say', () => {
  assert.deepEqual(silence(0.125), Int16Array.of(0, 0));
  assert.deepEqual(concat(Int16Array.of(1), silence(0), Int16Array.of(2, 3)), Int16Array.of(1, 2, 3));
  assert.deepEqual(scale(Int16Array.of(3, -30000, 30000), 1.5), Int16Array.of(5, -32768, 32767));
  assert.deepEqual(toSamples(toPcm(Int16Array.of(1, -2))), Int16Array.of(1, -2));
});
