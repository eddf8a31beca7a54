import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { startTranscribeEndpoint, type TranscribeOptions } from '../../../../emulators/transcribe/endpoint.ts';
import { toMonoSpeech } from '../../../../src/audio/mono-speech.ts';
import { toPcm } from '../../../../src/audio/pcm.ts';
import { parseWav } from '../../../../src/audio/wav.ts';
import { countWordErrors } from '../../../../testkit/speech/word-error-rate.ts';
import { concat, silence, synthesise } from '../../../support/speech.ts';
import { finals, type Heard, KEY, pieces, resultsOf, transcribe } from '../sdk-client.ts';

const RECORDINGS = '/usr/share/pocketsphinx/test/data/librivox';

async function start(t: TestContext, options: TranscribeOptions = {}) {
  const endpoint = await startTranscribeEndpoint({
    recogniser: 'pocketsphinx',
    workers: 1,
    credentials: KEY,
    ...options,
  });
  t.after(() => endpoint.close());
  return endpoint;
}

const partialsOf = ({ events }: Heard) => resultsOf(events).filter(({ IsPartial }) => IsPartial);

test('flite speech is recognised, sentence by sentence, with partials that settle', async (t) => {
  const { endpoint } = await start(t);
  const sentences = [
    'Good morning everybody and welcome to our meeting.',
    'The river is clean again because many people worked together for ten years.',
    'We planted trees on both sides and closed the old factory.',
    'Next year we will build a bridge so that people from the other side can walk to the market.',
  ];
  const parts = await Promise.all(sentences.map((text) => synthesise(text, { voice: 'rms' })));
  const audio = concat(silence(1_000), ...parts.flatMap((part) => [part, silence(1_000)]));

  const heard = await transcribe(endpoint, pieces(toPcm(audio)));

  assert.equal(heard.error, undefined);
  const rate = countWordErrors(sentences.join(' '), finals(heard).join(' ')).rate;
  t.diagnostic(`word error rate ${(rate * 100).toFixed(1)} %`);
  assert.ok(rate <= 0.12, `${rate}: ${finals(heard).join(' ')}`);
  assert.equal(finals(heard).length, sentences.length);
  assert.ok(finals(heard).every((text) => /^[A-Z].*\.$/.test(text)));
  const settled = partialsOf(heard).filter(({ Alternatives }) =>
    Alternatives?.[0]?.Items?.some(({ Stable }) => Stable),
  );
  assert.ok(settled.length > 10, `${settled.length} partials with stable words`);
});

test('a human reading is recognised', async (t) => {
  const { endpoint } = await start(t);
  const lines = readFileSync(`${RECORDINGS}/transcription`, 'utf8').trim().split('\n');
  const said: string[] = [];
  const audio: Uint8Array[] = [toPcm(silence(500))];
  for (const line of lines) {
    const [, text = '', file = ''] = /<s>(.*)<\/s> \((.*)\)/.exec(line) ?? [];
    said.push(text);
    const wav = parseWav(readFileSync(`${RECORDINGS}/${file}.wav`));
    audio.push(toPcm(toMonoSpeech(wav)), toPcm(silence(1_000)));
  }

  const heard = await transcribe(endpoint, pieces(Buffer.concat(audio)));

  const rate = countWordErrors(said.join(' '), finals(heard).join(' ')).rate;
  t.diagnostic(`word error rate ${(rate * 100).toFixed(1)} %`);
  assert.ok(rate <= 0.35, `${rate}: ${finals(heard).join(' ')}`);
});

test('words stand where they were spoken, within 150 ms, late in the stream as early', async (t) => {
  const { endpoint } = await start(t);
  const phrase = await synthesise('Please open the window.', { voice: 'slt' });
  const pauses = [700, 1_310, 990, 2_005, 1_123];
  const spoken: { start: number; end: number }[] = [];
  const parts: Int16Array[] = [];
  let at = 0;
  for (const pause of pauses) {
    parts.push(silence(pause), phrase);
    at += pause / 1_000;
    const { first, last } = loudPart(phrase);
    spoken.push({ start: at + first / 16_000, end: at + last / 16_000 });
    at += phrase.length / 16_000;
  }
  const audio = concat(...parts, silence(1_000));

  const heard = await transcribe(endpoint, pieces(toPcm(audio), 1_778));

  const results = resultsOf(heard.events).filter(({ IsPartial }) => !IsPartial);
  assert.equal(results.length, pauses.length, finals(heard).join(' | '));
  for (const [i, { start, end }] of spoken.entries()) {
    const items = results[i]?.Alternatives?.[0]?.Items?.filter(({ Type }) => Type === 'pronunciation') ?? [];
    const [first, last] = [items.at(0), items.at(-1)];
    const wrong = [(first?.StartTime ?? 99) - start, (last?.EndTime ?? 99) - end];
    t.diagnostic(`start off by ${wrong[0]?.toFixed(3)} s, end by ${wrong[1]?.toFixed(3)} s`);
    assert.ok(
      wrong.every((seconds) => Math.abs(seconds) <= 0.15),
      `phrase ${i}: ${wrong.join(', ')}`,
    );
    assert.equal(results[i]?.StartTime, first?.StartTime);
    assert.equal(results[i]?.EndTime, last?.EndTime);
  }
});

/** Where the voice is: the first and last sample that are not near silence. */
function loudPart(samples: Int16Array): { first: number; last: number } {
  const loud = (sample: number) => Math.abs(sample) > 500;
  return { first: samples.findIndex(loud), last: samples.findLastIndex(loud) };
}

test('silence is heard as nothing', async (t) => {
  const { endpoint } = await start(t);

  const heard = await transcribe(endpoint, pieces(toPcm(silence(4_000))));

  assert.equal(heard.error, undefined);
  assert.deepEqual(resultsOf(heard.events), []);
});

test('several streams at once are heard each for itself, and one over the bound is refused', async (t) => {
  const { endpoint } = await start(t, { workers: 2, maxStreams: 3 });
  const texts = ['Please open the window.', 'The weather is good today.', 'Many people came to the market.'];
  const audio = await Promise.all(texts.map((text) => synthesise(text, { voice: 'rms' })));

  const heard = await Promise.all(
    audio.map((speech) => transcribe(endpoint, pieces(toPcm(concat(silence(500), speech, silence(1_000)))))),
  );

  for (const [i, text] of texts.entries()) {
    const rate = countWordErrors(text, finals(heard[i] ?? { events: [] }).join(' ')).rate;
    assert.ok(rate <= 0.4, `${text}: ${finals(heard[i] ?? { events: [] }).join(' ')}`);
  }
});

test('another language and another rate are refused with what the recogniser knows', async (t) => {
  const { endpoint } = await start(t);

  const language = await transcribe(endpoint, pieces(toPcm(silence(500))), { input: { LanguageCode: 'es-ES' } });
  const rate = await transcribe(endpoint, pieces(toPcm(silence(500))), { input: { MediaSampleRateHertz: 8_000 } });

  assert.equal(language.error?.name, 'BadRequestException');
  assert.match(language.error?.message ?? '', /en-US only, not es-ES/);
  assert.match(rate.error?.message ?? '', /16000 Hz only/);
});
