import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { EspeakSpeaker } from '../../../pipeline/engines/espeak-speaker.ts';
import type { EmotionDynamics } from '../../../pipeline/payload.ts';
import { NEUTRAL } from '../../support/pipeline/payloads.ts';
import { pitchVariation } from '../../support/pipeline/pitch.ts';
import { rises, rms, toSamples, toWhole } from '../../support/pipeline/speech.ts';

const PATH = process.env.PATH ?? '';
const SENTENCE =
  'Good morning my friends. Today we are going to talk about the sea, and about the people who live beside it.';

function start(t: TestContext, deadlineMs = 5_000, path = PATH): EspeakSpeaker {
  const speaker = new EspeakSpeaker({ path, deadlineMs });
  t.after(() => speaker.close());
  return speaker;
}

const spoken = (speaker: EspeakSpeaker, text: string, emotion: Partial<EmotionDynamics> = {}, language = 'en') =>
  toSamples(speaker, text, language, emotion);

test('a faster speaker is rendered faster', async (t) => {
  const speaker = start(t);

  const lengths = await Promise.all(
    [2, 1.5, 1, 0.75, 0.5].map(async (rate) => (await spoken(speaker, SENTENCE, { rate })).length),
  );

  assert.ok(rises(lengths, 1.1), String(lengths));
});

test('a louder speaker is rendered louder, without clipping', async (t) => {
  const speaker = start(t);

  const speech = await Promise.all([0, 0.25, 0.5, 0.75, 1].map((volume) => spoken(speaker, SENTENCE, { volume })));

  assert.ok(rises(speech.map(rms), 1.1), String(speech.map(rms)));
  const loudest = speech.at(-1) ?? new Int16Array(0);
  assert.ok(loudest.filter((sample) => Math.abs(sample) >= 32_767).length < loudest.length / 1_000);
});

test('a livelier speaker is rendered with more movement of pitch', async (t) => {
  const speaker = start(t);

  const variations = await Promise.all(
    [0, 0.5, 1].map(async (energy) => pitchVariation(await spoken(speaker, SENTENCE, { energy }))),
  );

  assert.ok(rises(variations, 1.1), String(variations));
});

test('a segment that goes on has no silence after it, a sentence has a pause, and neither has one before', async (t) => {
  const speaker = start(t);
  const silences = async (text: string, endsSentence: boolean, rate = 1) => {
    const speech = await speaker.speak({ text, language: 'es', emotion: { ...NEUTRAL, rate }, endsSentence });
    const pcm = await toWhole(speech);
    const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / 2);
    const isLoud = (sample: number) => Math.abs(sample) > 500;
    return [samples.findIndex(isLoud) / 16, (samples.length - 1 - samples.findLastIndex(isLoud)) / 16] as const;
  };
  for (const rate of [0.5, 1]) {
    const [before, after] = await silences('pero cuando abrimos la ventana,', false, rate);
    assert.ok(before < 70 && after < 70, `${before} ms before, ${after} ms after, at rate ${rate}`);
    const [, pause] = await silences('Abrimos la ventana.', true, rate);
    assert.ok(pause > 200 && pause < 270, `${pause} ms after a sentence, at rate ${rate}`);
  }
});

test('Spanish, Catalan, Galician and Chinese have voices', async (t) => {
  const speaker = start(t);
  for (const [language, text] of Object.entries({
    es: 'hola',
    ca: 'bon dia',
    gl: 'bo día',
    zh: '你好',
    'pt-PT': 'olá',
  })) {
    assert.ok((await spoken(speaker, text, {}, language)).length > 3_000, language);
  }
});

test('markup, phoneme brackets and control characters in a text are read as text', async (t) => {
  const speaker = start(t);
  const [plain, odd] = [
    await spoken(speaker, 'hello friend'),
    await spoken(speaker, 'hello <break time="9s"/> & [[a]] \u{1} friend'),
  ];

  assert.ok(odd.length > plain.length && odd.length < 16_000 * 8);
});

test('a text of nothing makes no sound', async (t) => {
  assert.equal((await spoken(start(t), '')).length, 0);
});

test('a language without a voice is a value', async (t) => {
  const speech = await start(t).speak({ text: 'x', language: 'xx', emotion: NEUTRAL });

  assert.deepEqual(speech, { kind: 'noVoice', hint: 'eSpeak NG has no voice for xx' });
});

test('without the program there are no voices, and the package is named', async (t) => {
  const speech = await start(t, 5_000, '/nonexistent').speak({ text: 'x', language: 'es', emotion: NEUTRAL });

  assert.deepEqual(speech, { kind: 'noVoice', hint: 'Nothing can be spoken: install the Debian package espeak-ng' });
});

test('speech that takes too long, or is being made when the speaker closes, is given up', async (t) => {
  const hurried = start(t, 1);
  await assert.rejects(hurried.speak({ text: 'x', language: 'es', emotion: NEUTRAL }), /espeak-ng failed/);

  const closing = start(t);
  await spoken(closing, 'warm');
  const speaking = closing.speak({ text: SENTENCE.repeat(40), language: 'en', emotion: NEUTRAL });
  await closing.close();
  await assert.rejects(speaking, /espeak-ng failed/);
});
