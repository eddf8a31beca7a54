import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { PollyClient } from '@aws-sdk/client-polly';
import { TranslateClient } from '@aws-sdk/client-translate';
import { AwsSpeaker } from '../../../pipeline/engines/aws-speaker.ts';
import { AwsTranslator } from '../../../pipeline/engines/aws-translator.ts';
import { startPolly, startTranslate } from '../../support/pipeline/aws-engines.ts';
import { NEUTRAL } from '../../support/pipeline/payloads.ts';
import { toWhole } from '../../support/pipeline/speech.ts';

const CLIENT = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

async function translator(t: TestContext) {
  const service = await startTranslate();
  const engine = new AwsTranslator(new TranslateClient({ ...CLIENT, endpoint: service.endpoint }), 5_000);
  t.after(() => Promise.all([engine.close(), service.close()]));
  return { service, engine };
}

async function speaker(t: TestContext, speak?: Parameters<typeof startPolly>[0], deadlineMs = 5_000) {
  const service = await startPolly(speak);
  const client = new PollyClient({ ...CLIENT, endpoint: service.endpoint });
  const engine = new AwsSpeaker(client, deadlineMs);
  t.after(() => Promise.all([engine.close(), service.close()]));
  return { service, engine };
}

test('Amazon Translate is asked with the languages as they are', async (t) => {
  const { service, engine } = await translator(t);

  const result = await engine.translate({ text: 'hello', source: 'en', target: 'es' });

  assert.deepEqual(result, { kind: 'translated', text: '[es] hello' });
  assert.deepEqual(service.calls, [{ Text: 'hello', SourceLanguageCode: 'en', TargetLanguageCode: 'es' }]);
});

test('text over what one call takes is translated in pieces', async (t) => {
  const { service, engine } = await translator(t);

  const result = await engine.translate({
    text: `${'日'.repeat(3_000)}. ${'本'.repeat(2_000)}`,
    source: 'ja',
    target: 'es',
  });

  assert.equal(service.calls.length, 2);
  assert.ok(service.calls.every(({ Text }) => Buffer.byteLength(Text) <= 10_000));
  assert.match(result.kind === 'translated' ? result.text : '', /^\[es\] 日+\. \[es\] 本+$/);
});

test('a pair Amazon Translate does not know is a value, another refusal rejects', async (t) => {
  const { service, engine } = await translator(t);

  assert.deepEqual(await engine.translate({ text: 'hello', source: 'en', target: 'eo' }), {
    kind: 'noEngine',
    hint: 'Amazon Translate does not translate en to eo',
  });
  service.failNext('InvalidRequestException');
  await assert.rejects(engine.translate({ text: 'hello', source: 'en', target: 'es' }), {
    name: 'InvalidRequestException',
  });
});

test('Amazon Polly is asked for PCM at 16 kHz in the voice of the language', async (t) => {
  const { service, engine } = await speaker(t);

  const emotion = { ...NEUTRAL, rate: 1.25 };
  const pcm = await toWhole(await engine.speak({ text: 'hola <b>', language: 'es-ES', emotion }));

  assert.deepEqual(service.calls, [
    {
      Engine: 'neural',
      LanguageCode: 'es-ES',
      OutputFormat: 'pcm',
      SampleRate: '16000',
      Text: '<speak><prosody rate="125%" volume="+0.0dB">hola &lt;b&gt;</prosody></speak>',
      TextType: 'ssml',
      VoiceId: 'Lucia',
    },
  ]);
  assert.deepEqual(pcm, new Uint8Array(6_400).fill(1));
});

test('text over what one call takes is spoken in pieces, in order', async (t) => {
  const { service, engine } = await speaker(t);

  const text = '"Hola." '.repeat(200);
  const pcm = await toWhole(await engine.speak({ text, language: 'es', emotion: NEUTRAL }));

  assert.equal(service.calls.length, 2);
  assert.ok(service.calls.every(({ Text }) => Text.length <= 6_000));
  assert.deepEqual(Buffer.from(pcm), Buffer.concat([Buffer.alloc(6_400, 1), Buffer.alloc(6_400, 2)]));
});

test('a language without a Polly voice is a value, a refusal rejects', async (t) => {
  const { service, engine } = await speaker(t);

  assert.deepEqual(await engine.speak({ text: 'x', language: 'eo', emotion: NEUTRAL }), {
    kind: 'noVoice',
    hint: 'Amazon Polly has no voice for eo',
  });
  service.failNext('InvalidSsmlException');
  await assert.rejects(toWhole(await engine.speak({ text: 'x', language: 'es', emotion: NEUTRAL })), {
    name: 'InvalidSsmlException',
  });
});

test('a segment in the middle of a sentence is spoken as going on', async (t) => {
  const { service, engine } = await speaker(t);
  for (const [text, endsSentence] of [
    ['creemos', false],
    ['la ventana,', false],
    ['creemos', true],
  ] as const) {
    await toWhole(await engine.speak({ text, language: 'es', emotion: NEUTRAL, endsSentence }));
  }

  assert.deepEqual(
    service.calls.map(({ Text }) => Text.replace(/<[^>]*>/g, '')),
    ['creemos,', 'la ventana,', 'creemos'],
  );
});

const SECOND = Buffer.alloc(32_000, 1);

test('the first second of Polly’s speech is there while Polly is still speaking', async (t) => {
  let speakOn = (): void => undefined;
  const more = new Promise<void>((resolve) => {
    speakOn = resolve;
  });
  const { engine } = await speaker(t, async function* () {
    yield SECOND;
    await more;
    yield SECOND;
  });
  const speech = await engine.speak({ text: 'hola', language: 'es', emotion: NEUTRAL });
  assert.equal(speech.kind, 'spoken');
  const pieces = speech.kind === 'spoken' ? speech.pieces[Symbol.asyncIterator]() : assert.fail();

  let bytes = 0;
  while (bytes < SECOND.byteLength) bytes += (await pieces.next()).value?.byteLength ?? assert.fail('it ended');
  speakOn();
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) bytes += next.value.byteLength;

  assert.equal(bytes, 64_000);
});

test('a stream that Polly breaks off rejects after what there was, and so does one that passes the deadline', async (t) => {
  const broken = await speaker(t, async function* () {
    yield SECOND;
    throw new Error('the voice is hoarse');
  });
  const endless = await speaker(
    t,
    async function* () {
      yield SECOND;
      await new Promise(() => undefined);
    },
    300,
  );

  for (const { engine, service } of [broken, endless]) {
    const speech = await engine.speak({ text: 'hola', language: 'es', emotion: NEUTRAL });
    let bytes = 0;
    await assert.rejects(async () => {
      for await (const piece of speech.kind === 'spoken' ? speech.pieces : []) bytes += piece.byteLength;
    });
    assert.equal(bytes, 32_000);
    assert.equal(service.calls.length, 1, 'what has begun is not asked for again');
  }
});
