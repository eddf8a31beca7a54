import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { type TestContext, test } from 'node:test';
import { startTranscribeEndpoint, type TranscribeOptions } from '../../../emulators/transcribe/endpoint.ts';
import type { Recogniser, RecogniserListener } from '../../../emulators/transcribe/recogniser.ts';
import { plainWire } from '../../../emulators/transcribe/stream-wire.ts';
import { audioFrame, GOOD_HEADERS, post } from './raw-client.ts';
import { finals, KEY, pieces, resultsOf, transcribe } from './sdk-client.ts';

const SECOND = new Uint8Array(32_000);
const seconds = (n: number) => pieces(new Uint8Array(32_000 * n));

async function start(t: TestContext, options: TranscribeOptions = {}) {
  const endpoint = await startTranscribeEndpoint({ recogniser: 'script', ...options });
  t.after(() => endpoint.close());
  return endpoint;
}

/** Audio that is never over until the client's connection is. */
async function* endless(first: Uint8Array) {
  yield first;
  await new Promise(() => {});
}

test('the real client hears partials, finals and a clean end', async (t) => {
  const phrases = [{ startMs: 200, endMs: 1_800, text: 'Hello again, world.' }];
  const { endpoint, streams } = await start(t, { script: { phrases }, credentials: KEY });

  const heard = await transcribe(endpoint, seconds(3));

  assert.equal(heard.error, undefined);
  assert.deepEqual(finals(heard), ['Hello again, world.']);
  const partials = resultsOf(heard.events).filter(({ IsPartial }) => IsPartial);
  assert.ok(partials.length >= 8, `${partials.length} partials`);
  assert.deepEqual(new Set(resultsOf(heard.events).map(({ ResultId }) => ResultId)).size, 1);
  const final = resultsOf(heard.events).at(-1);
  assert.deepEqual([final?.StartTime, final?.EndTime], [0.2, 1.8]);
  assert.deepEqual(
    final?.Alternatives?.[0]?.Items?.map(({ Content, Type, Stable }) => [Content, Type, Stable]),
    [
      ['Hello', 'pronunciation', true],
      ['again', 'pronunciation', true],
      [',', 'punctuation', true],
      ['world', 'pronunciation', true],
      ['.', 'punctuation', true],
    ],
  );
  assert.deepEqual(streams(), { opened: 1, closed: 1, active: 0, refused: 0 });
});

test('a partial grows more stable as its words age', async (t) => {
  const phrases = [{ startMs: 0, endMs: 2_000, text: 'one two three four five' }];
  const { endpoint } = await start(t, { script: { phrases } });

  const heard = await transcribe(endpoint, seconds(2));

  const shares = resultsOf(heard.events)
    .filter(({ IsPartial }) => IsPartial)
    .map(({ Alternatives }) => Alternatives?.[0]?.Items?.filter(({ Stable }) => Stable).length ?? 0);
  assert.deepEqual(
    shares,
    [...shares].sort((a, b) => a - b),
  );
  assert.deepEqual([shares.at(0), shares.at(-1)], [0, 4]);
});

test('inputs are echoed as members of the output', async (t) => {
  const { endpoint } = await start(t);

  const SessionId = '8c2a9d0e-1111-4222-8333-abcdefabcdef';
  const { output } = await transcribe(endpoint, seconds(1), { input: { SessionId, MediaSampleRateHertz: 8_000 } });

  assert.deepEqual(output, { SampleRate: 8_000, LanguageCode: 'en-US', SessionId });
});

test('an empty event comes with the first audio and then for each half second of silence', async (t) => {
  const { endpoint } = await start(t, { script: { phrases: [{ startMs: 60_000, endMs: 61_000, text: 'late' }] } });

  const { events } = await transcribe(endpoint, seconds(5));

  assert.equal(resultsOf(events).length, 0);
  assert.equal(events.length, 10);
});

test('an audio event without a frame after it still opens the stream', async (t) => {
  const { endpoint } = await start(t, { idleTimeoutMs: 200 });

  const heard = await transcribe(endpoint, endless(SECOND.subarray(0, 640)));

  assert.equal(heard.events.length, 1);
});

test('a stream without new audio is ended with the exception of the service, and the client let go', async (t) => {
  const { endpoint, streams } = await start(t, { idleTimeoutMs: 300 });

  const heard = await transcribe(endpoint, endless(SECOND.subarray(0, 640)));

  assert.equal(heard.error?.name, 'BadRequestException');
  assert.equal(heard.error?.message, 'Your request timed out because no new audio was received for 0.3 seconds.');
  assert.equal(streams().active, 0);
});

test('an audio event over 32 KiB is refused, one of exactly 32 KiB is not', async (t) => {
  const { endpoint } = await start(t);

  const largest = await transcribe(endpoint, [new Uint8Array(32_768)]);
  const larger = await transcribe(endpoint, [new Uint8Array(32_770)]);

  assert.equal(largest.error, undefined);
  assert.equal(larger.error?.name, 'BadRequestException');
  assert.match(larger.error?.message ?? '', /too large: 32770 bytes/);
});

test('one stream over the limit is refused, and admitted once another has ended', async (t) => {
  const { endpoint, streams } = await start(t, { maxStreams: 1 });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  async function* audio() {
    yield SECOND;
    await held;
  }
  let opened = () => {};
  const isOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const first = transcribe(endpoint, audio(), { onEvent: () => opened() });
  await isOpen;

  const second = await transcribe(endpoint, [SECOND]);
  release();
  await first;
  const third = await transcribe(endpoint, [SECOND]);

  assert.equal(second.error?.name, 'LimitExceededException');
  assert.equal(third.error, undefined);
  assert.deepEqual(streams(), { opened: 2, closed: 2, active: 0, refused: 1 });
});

test('a wrong secret, a wrong key and no signature at all are refused by name', async (t) => {
  const { endpoint } = await start(t, { credentials: KEY });

  const secret = await transcribe(endpoint, [SECOND], { credentials: { ...KEY, secretAccessKey: 'other' } });
  const key = await transcribe(endpoint, [SECOND], { credentials: { ...KEY, accessKeyId: 'AKIDOTHER' } });
  const none = await post(endpoint, {});
  const unreadable = await post(endpoint, { authorization: 'Bearer me' });

  assert.equal(secret.error?.name, 'InvalidSignatureException');
  assert.equal(key.error?.name, 'UnrecognizedClientException');
  assert.equal(none.headers['x-amzn-errortype'], 'MissingAuthenticationTokenException');
  assert.equal(unreadable.headers['x-amzn-errortype'], 'InvalidSignatureException');
});

test('without a configured key anybody is served', async (t) => {
  const { endpoint } = await start(t);

  const { headers } = await post(endpoint, {}, audioFrame(SECOND));

  assert.equal(headers[':status'], 200);
});

for (const [what, contentType] of [
  ['no content type', undefined],
  ['a content type with a parameter', 'Application/vnd.amazon.eventstream; charset=utf-8'],
] as const) {
  test(`${what} is taken, as by the service`, async (t) => {
    const { endpoint } = await start(t);

    const { headers } = await post(endpoint, { 'content-type': contentType });

    assert.equal(headers[':status'], 200);
  });
}

for (const [what, headers, message] of [
  ['an unknown language', { 'x-amzn-transcribe-language-code': 'xx-XX' }, /"xx-XX"/],
  ['a missing language', { 'x-amzn-transcribe-language-code': undefined }, /language code/],
  ['language identification', { 'x-amzn-transcribe-identify-language': 'true' }, /name one/],
  ['language identification as Python writes it', { 'x-amzn-transcribe-identify-language': 'True' }, /name one/],
  ['identification of several languages', { 'x-amzn-transcribe-identify-multiple-languages': 'True' }, /name one/],
  ['another encoding', { 'x-amzn-transcribe-media-encoding': 'flac' }, /pcm only/],
  ['a rate too low', { 'x-amzn-transcribe-sample-rate': '7999' }, /8000 to 48000/],
  ['a rate too high', { 'x-amzn-transcribe-sample-rate': '48001' }, /8000 to 48000/],
  ['a rate that is no number', { 'x-amzn-transcribe-sample-rate': 'fast' }, /"fast"/],
  ['a session id that is no UUID', { 'x-amzn-transcribe-session-id': 'me' }, /UUID/],
  ['another content type', { 'content-type': 'text/plain' }, /event stream/],
] as const) {
  test(`${what} is a bad request before any stream opens`, async (t) => {
    const { endpoint, streams } = await start(t);

    const answer = await post(endpoint, headers);

    assert.equal(answer.headers[':status'], 400);
    assert.equal(answer.headers['x-amzn-errortype'], 'BadRequestException');
    assert.match((JSON.parse(answer.text) as { Message: string }).Message, message);
    assert.equal(streams().opened, 0);
  });
}

test('the real client sees a refused language as a typed error of send', async (t) => {
  const { endpoint } = await start(t);

  const { error } = await transcribe(endpoint, [SECOND], { input: { LanguageCode: 'xx-XX' as 'en-US' } });

  assert.equal(error?.name, 'BadRequestException');
});

test('an unknown path or method is an unknown operation', async (t) => {
  const { endpoint } = await start(t);

  for (const headers of [{ ':path': '/medical-stream-transcription' }, { ':method': 'PUT' }]) {
    const answer = await post(endpoint, headers);
    assert.equal(answer.headers[':status'], 404);
    assert.equal(answer.headers['x-amzn-errortype'], 'UnknownOperationException');
  }
});

test('what is no audio event ends the stream with a bad request that says why', async (t) => {
  const { endpoint } = await start(t);
  const spoiled = audioFrame(SECOND);
  spoiled[spoiled.length - 1] = (spoiled.at(-1) ?? 0) ^ 1;
  const cases: [Uint8Array, RegExp][] = [
    [spoiled, /cannot be read/],
    [new Uint8Array(20).fill(255), /1048576 bytes/],
    [audioFrame(SECOND, 'ConfigurationEvent'), /type ConfigurationEvent is not audio/],
  ];

  for (const [bytes, message] of cases) {
    const { messages } = await post(endpoint, {}, bytes, false);
    assert.equal(messages.at(-1)?.type, 'BadRequestException');
    assert.match(messages.at(-1)?.body.Message ?? '', message);
  }
});

test('a client that half-closes without an end frame gets its finals', async (t) => {
  const { endpoint } = await start(t, { script: { phrases: [{ startMs: 0, endMs: 3_000, text: 'unfinished' }] } });

  const { messages } = await post(endpoint, {}, audioFrame(SECOND));

  assert.match(JSON.stringify(messages.at(-1)?.body), /"IsPartial":false.*unfinished/);
});

test('a client that vanishes frees its stream', async (t) => {
  const { endpoint, streams } = await start(t);
  const session = connectHttp2(endpoint);
  const stream = session.request(GOOD_HEADERS);
  stream.write(audioFrame(SECOND));
  await once(stream, 'response');
  assert.equal(streams().active, 1);

  session.destroy();
  await once(stream, 'close');

  // The server's side of the connection closes on its own time.
  const deadline = Date.now() + 2_000;
  while (streams().active > 0 && Date.now() < deadline) await new Promise(setImmediate);
  assert.equal(streams().active, 0);
});

test('results nobody reads reset the stream instead of growing for ever', async (t) => {
  const { recogniser, opened } = fakeRecogniser();
  const { endpoint } = await start(t, { recogniser });
  const session = connectHttp2(endpoint);
  t.after(() => session.destroy());
  session.on('error', () => {});
  const stream = session.request(GOOD_HEADERS);
  stream.on('error', () => {});
  stream.write(audioFrame(SECOND));
  const listener = await opened;
  const closed = once(stream, 'close');
  stream.pause();

  const content = 'x'.repeat(10_000);
  const item = { content, type: 'pronunciation', startTime: 0, endTime: 1, stable: true } as const;
  const result = { resultId: 'r', isPartial: false, startTime: 0, endTime: 1, transcript: content, items: [item] };
  for (let i = 0; i < 200; i++) listener.results([result]);
  stream.resume();

  await closed;
  assert.notEqual(stream.rstCode, undefined);
});

/** A recogniser in the test's hands; `write` says what `accepts` says. */
const FACTS = { engine: 'fake', model: 'a double', languages: ['en'], maxStreams: 25 };

function fakeRecogniser() {
  let accepts = true;
  let given: (listener: RecogniserListener) => void = () => {};
  const opened = new Promise<RecogniserListener>((resolve) => {
    given = resolve;
  });
  const written: number[] = [];
  const recogniser: Recogniser = {
    info: FACTS,
    open(_request, listener) {
      given(listener);
      const write = (pcm: Uint8Array) => {
        written.push(pcm.length);
        return accepts;
      };
      return { ok: true, session: { write, finish: async () => {}, close() {} } };
    },
    close: async () => {},
  };
  return {
    recogniser,
    opened,
    written,
    accept(value: boolean) {
      accepts = value;
    },
  };
}

test('a recogniser that lags stops the reading, without the idle rule, until it has caught up', async (t) => {
  const fake = fakeRecogniser();
  fake.accept(false);
  // Long enough for a busy machine, which must not be taken for an idle client.
  const idleTimeoutMs = 2_000;
  const { endpoint } = await start(t, { recogniser: fake.recogniser, idleTimeoutMs });
  const total = 40;
  const transcribing = transcribe(endpoint, pieces(new Uint8Array(32_000 * total), 32_000));
  const listener = await fake.opened;

  // Longer than the idle time: nothing must happen in it.
  await new Promise((resolve) => setTimeout(resolve, 1.5 * idleTimeoutMs));
  const whileLagging = fake.written.length;
  fake.accept(true);
  listener.drained();
  const heard = await transcribing;

  assert.ok(whileLagging < 20, `${whileLagging} chunks read while the recogniser was full`);
  assert.equal(fake.written.length, total);
  assert.equal(heard.error, undefined);
});

test('a recogniser that breaks is an internal failure of its stream', async (t) => {
  const { recogniser, opened } = fakeRecogniser();
  const { endpoint } = await start(t, { recogniser });
  void opened.then((listener) => setImmediate(() => listener.failed('out of cheese')));

  const { error } = await transcribe(endpoint, endless(SECOND));

  assert.equal(error?.name, 'InternalFailureException');
  assert.equal(error?.message, 'out of cheese');
});

for (const [reason, name] of [
  ['unsupported', 'BadRequestException'],
  ['full', 'LimitExceededException'],
  ['broken', 'InternalFailureException'],
] as const) {
  test(`a recogniser that refuses as ${reason} is ${name}`, async (t) => {
    const open = () => ({ ok: false, reason, message: 'no' }) as const;
    const recogniser: Recogniser = { info: FACTS, open, close: async () => {} };
    const { endpoint, streams } = await start(t, { recogniser });

    const { error } = await transcribe(endpoint, [SECOND]);

    assert.equal(error?.name, name);
    assert.equal(streams().refused, 1);
  });
}

test('the response side can be wrapped, stream by stream', async (t) => {
  const said: string[] = [];
  const { endpoint } = await start(t, {
    wire: (stream) => {
      const plain = plainWire(stream);
      const event = (body: string) => {
        said.push(body);
        plain.event(body);
      };
      return { ...plain, event };
    },
  });

  const { events } = await transcribe(endpoint, seconds(1));

  assert.equal(said.length, events.length);
});

test('a taken port is one clear line', async (t) => {
  const { port } = await start(t);

  await assert.rejects(startTranscribeEndpoint({ recogniser: 'script', port }), {
    message: `Port ${port} of 127.0.0.1 is taken`,
  });
});

test('closing cuts the streams that are open', async () => {
  const { endpoint, close, streams } = await startTranscribeEndpoint({ recogniser: 'script' });
  let opened = () => {};
  const isOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const cut = transcribe(endpoint, endless(SECOND), { onEvent: () => opened() });
  await isOpen;

  await close();
  await cut;

  assert.equal(streams().active, 0);
});
