import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { selfSignedCertificate } from '../../../testkit/aws/self-signed.ts';
import { eventFrame, transcriptFrame } from './event-frames.ts';
import { assertFailed, HeldAudio, OpenedStream, portTo } from './opened-stream.ts';
import { type ScriptedConnection, startScriptedService } from './scripted-service.ts';

const CHUNK = new Uint8Array(640);
const RESULT = {
  ResultId: 'r1',
  IsPartial: false,
  StartTime: 0.1,
  EndTime: 0.9,
  Alternatives: [{ Transcript: 'Hello.', Items: [] }],
};
const LIMIT = { timeout: 10_000 };

/** Takes the stream, says something at once, and finishes the answer after our end frame. */
function polite(connection: ScriptedConnection): void {
  connection.accept();
  connection.data(transcriptFrame([]));
  void connection.requestEnded.then(() => connection.data(transcriptFrame([RESULT]), true));
}

test(
  'a finished stream reports opened, every event, then one clean end, and leaves no connection',
  LIMIT,
  async (t) => {
    const service = await startScriptedService(t, polite);
    const port = portTo(service.url);

    for (let round = 0; round < 20; round += 1) {
      const audio = new HeldAudio().push(CHUNK, CHUNK).finish();
      const stream = new OpenedStream(port, audio);

      assert.deepEqual(await stream.ended, { type: 'ended', clean: true });
      await service.connections[round]?.closed;

      assert.deepEqual(stream.types(), ['opened', 'results', 'results', 'ended']);
      assert.deepEqual(stream.signals[1], { type: 'results', results: [] });
      assert.deepEqual(stream.signals[2], {
        type: 'results',
        results: [{ resultId: 'r1', isPartial: false, text: 'Hello.', startMs: 100, endMs: 900, items: [] }],
      });
    }
  },
);

test(
  'results wait for their turn, in order, and say when they came; signals of the stream do not overtake them',
  LIMIT,
  async (t) => {
    const service = await startScriptedService(t, polite);
    const turns: (() => void)[] = [];
    let asked = () => {};
    const next = () =>
      new Promise<void>((resolve) => {
        turns.push(resolve);
        asked();
      });
    const askedFor = (count: number) =>
      new Promise<void>((resolve) => {
        asked = () => turns.length >= count && resolve();
        asked();
      });
    const heard: string[] = [];
    const times: number[] = [];
    const over = new Promise<void>((resolve) => {
      portTo(service.url, { turns: { next } }).open(
        { sourceLanguage: 'en', sampleRateHz: 16_000, audio: new HeldAudio().push(CHUNK).finish() },
        new AbortController().signal,
        {
          onSignal: ({ type }) => {
            heard.push(type);
            if (type === 'ended') resolve();
          },
          onResults: (results, receivedAt) => {
            heard.push(`${results.length} results`);
            times.push(receivedAt);
          },
        },
      );
    });

    await askedFor(1);
    await turn();
    assert.deepEqual(heard, ['opened']);
    const begunAt = performance.now();
    turns[0]?.();
    await askedFor(2);
    turns[1]?.();
    await over;

    assert.deepEqual(heard, ['opened', '0 results', '1 results', 'ended']);
    assert.ok((times[0] ?? Number.NaN) < begunAt, 'the time is that of the event, not of its turn');
  },
);

test('nothing is reported before open() has returned', LIMIT, async (t) => {
  const service = await startScriptedService(t, polite);
  const stream = new OpenedStream(portTo(service.url), new HeldAudio(), 'tlh');

  assert.deepEqual(stream.signals, []);
  await stream.ended;
});

test('opened is reported at the response headers, before any event', LIMIT, async (t) => {
  const service = await startScriptedService(t, (connection) => connection.accept());
  const stream = new OpenedStream(portTo(service.url), new HeldAudio().push(CHUNK));

  await stream.seen('opened');

  assert.deepEqual(stream.types(), ['opened']);
  stream.release.abort();
  await stream.ended;
});

test('audio flows before the service has answered at all', LIMIT, async (t) => {
  const service = await startScriptedService(t, () => {});
  const audio = new HeldAudio().push(CHUNK, CHUNK, CHUNK).finish();
  const stream = new OpenedStream(portTo(service.url), audio);
  while (service.connections.length === 0) await turn();
  const connection = service.connections[0] as ScriptedConnection;

  await connection.requestEnded;

  // Each chunk in two envelopes of 187 bytes, then the empty end frame of 83.
  assert.equal(connection.body.length, 3 * (640 + 187) + 83);
  assert.deepEqual(stream.types(), []);
  stream.release.abort();
  await stream.ended;
});

test('a language the service is not offered in fails for good, without a connection', LIMIT, async (t) => {
  const service = await startScriptedService(t, polite);
  const stream = new OpenedStream(portTo(service.url), new HeldAudio(), 'tlh');

  await stream.ended;

  assertFailed(stream, 'badRequest', /^Amazon Transcribe has no code for the language tlh$/);
  assert.equal(service.connections.length, 0);
});

test('a stream the service finishes while audio is owed ended early', LIMIT, async (t) => {
  const service = await startScriptedService(t, (connection) => {
    connection.accept();
    connection.data(transcriptFrame([]), true);
  });
  const stream = new OpenedStream(portTo(service.url), new HeldAudio().push(CHUNK));

  await stream.ended;
  await service.connections[0]?.closed;

  assertFailed(stream, 'endedEarly');
});

test('a burst of last results that is read long after the service has closed is whole', LIMIT, async (t) => {
  const service = await startScriptedService(t, (connection) => {
    connection.accept();
    connection.data(transcriptFrame([]));
    void connection.requestEnded.then(() => {
      for (let i = 0; i < 300; i += 1) connection.data(transcriptFrame([RESULT]));
      connection.end();
      // Services may say so after a whole answer.
      connection.resetStream(0);
    });
  });
  const stream = new OpenedStream(portTo(service.url), new HeldAudio().push(CHUNK).finish());

  assert.deepEqual(await stream.ended, { type: 'ended', clean: true });

  assert.equal(stream.types().filter((type) => type === 'results').length, 301);
});

test('an event of a kind nobody knows disturbs nothing', LIMIT, async (t) => {
  const service = await startScriptedService(t, (connection) => {
    connection.accept();
    connection.data(eventFrame({ ':event-type': 'CallAnalyticsEvent', ':message-type': 'event' }, '{}'));
    void connection.requestEnded.then(() => connection.data(transcriptFrame([RESULT]), true));
  });
  const stream = new OpenedStream(portTo(service.url), new HeldAudio().push(CHUNK).finish());

  assert.deepEqual(await stream.ended, { type: 'ended', clean: true });
});

test('GOAWAY with no error lets a stream come to its proper end', LIMIT, async (t) => {
  const service = await startScriptedService(t, polite);
  const audio = new HeldAudio().push(CHUNK);
  const stream = new OpenedStream(portTo(service.url), audio);
  await stream.seen('results');

  service.connections[0]?.goAway(0);
  await turn();
  audio.finish();

  assert.deepEqual(await stream.ended, { type: 'ended', clean: true });
});

for (const [moment, begin, until] of [
  ['before the response', () => {}, async () => {}],
  [
    'between the response and the first event',
    (connection: ScriptedConnection) => connection.accept(),
    (stream: OpenedStream) => stream.seen('opened'),
  ],
  ['in the middle', polite, (stream: OpenedStream) => stream.seen('results')],
] as const) {
  test(`aborting ${moment} ends the stream at once and releases the connection`, LIMIT, async (t) => {
    const service = await startScriptedService(t, begin);
    const audio = new HeldAudio().push(CHUNK);
    const stream = new OpenedStream(portTo(service.url), audio);
    while (service.connections[0]?.body.length !== 640 + 187) await turn();
    await until(stream);

    stream.release.abort();

    assertFailed(stream, 'connectionLost', /^closed by this server$/);
    await service.connections[0]?.closed;
    await turn();
    assertFailed(stream, 'connectionLost');
    assert.equal(audio.returned, 1);
  });
}

test('a stream aborted before it was opened makes no connection', LIMIT, async (t) => {
  const service = await startScriptedService(t, polite);
  const stream = new OpenedStream(portTo(service.url), new HeldAudio());

  stream.release.abort();
  await stream.ended;

  assertFailed(stream, 'connectionLost', /^closed by this server$/);
  await turn();
  assert.equal(service.connections.length, 0);
});

test('after a failure no more audio is taken', LIMIT, async (t) => {
  const service = await startScriptedService(t, (connection) => connection.refuse(429, 'LimitExceededException', 'x'));
  const audio = new HeldAudio().push(CHUNK);
  const stream = new OpenedStream(portTo(service.url), audio);
  await stream.ended;
  const pulled = audio.pulled;

  audio.push(CHUNK, CHUNK, CHUNK);
  for (let i = 0; i < 10; i += 1) await turn();

  assert.equal(audio.pulled, pulled);
});

test('audio that throws after all ends the stream as a failure and releases the connection', LIMIT, async (t) => {
  const service = await startScriptedService(t, polite);
  const audio = (async function* () {
    yield CHUNK;
    throw new TypeError('broken source');
  })();
  const stream = new OpenedStream(portTo(service.url), audio);

  await stream.ended;

  assertFailed(stream, 'connectionLost', /^the audio source failed: TypeError: broken source$/);
  for (const connection of service.connections) await connection.closed;
});

test('a refused connection is told by the name the system gives it', LIMIT, async () => {
  const closed = net.createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');

  const stream = new OpenedStream(portTo(`http://127.0.0.1:${port}`), new HeldAudio());
  await stream.ended;

  assertFailed(stream, 'connectionLost', /^ECONNREFUSED: /);
});

test('TLS spoken to a peer without it is a lost connection, told by name', LIMIT, async (t) => {
  const service = await startScriptedService(t, polite);
  const stream = new OpenedStream(portTo(`https://localhost:${service.port}`), new HeldAudio());

  await stream.ended;

  assertFailed(stream, 'connectionLost', /^(ERR_SSL|EPROTO|ECONNRESET)/);
});

test('over TLS a certificate is checked against the given authority', LIMIT, async (t) => {
  const certificate = await selfSignedCertificate();
  if (!certificate) return t.skip('no openssl here to make a certificate with');
  const server = http2.createSecureServer(certificate);
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
    stream.resume().on('end', () => stream.end(transcriptFrame([RESULT])));
  });
  const endpoint = `https://127.0.0.1:${await listening(t, server)}`;

  const trusting = new OpenedStream(portTo(endpoint, { ca: certificate.cert }), new HeldAudio().push(CHUNK).finish());
  assert.deepEqual(await trusting.ended, { type: 'ended', clean: true });

  const doubting = new OpenedStream(portTo(endpoint), new HeldAudio());
  await doubting.ended;
  assertFailed(doubting, 'connectionLost', /^DEPTH_ZERO_SELF_SIGNED_CERT/);
});

test('the request carries language, encoding, rate and high stabilisation', LIMIT, async (t) => {
  const server = http2.createServer();
  const headers = new Promise<http2.IncomingHttpHeaders>((resolve) => {
    server.on('stream', (stream, received) => {
      resolve(received);
      stream.respond({ ':status': 200 });
      stream.resume().on('end', () => stream.end(transcriptFrame([])));
    });
  });
  const endpoint = `http://127.0.0.1:${await listening(t, server)}`;
  const stream = new OpenedStream(portTo(endpoint), new HeldAudio().push(CHUNK).finish(), 'pt');
  await stream.ended;

  const received = await headers;

  assert.equal(received[':path'], '/stream-transcription');
  assert.equal(received['x-amzn-transcribe-language-code'], 'pt-BR');
  assert.equal(received['x-amzn-transcribe-media-encoding'], 'pcm');
  assert.equal(received['x-amzn-transcribe-sample-rate'], '16000');
  assert.equal(received['x-amzn-transcribe-enable-partial-results-stabilization'], 'true');
  assert.equal(received['x-amzn-transcribe-partial-results-stability'], 'high');
  assert.match(String(received['amz-sdk-request']), /max=1/);
});

test('credentials that cannot be had are an access failure', LIMIT, async (t) => {
  const service = await startScriptedService(t, polite);
  const credentials = async () => {
    throw Object.assign(new Error('no profile'), { name: 'CredentialsProviderError' });
  };
  const stream = new OpenedStream(portTo(service.url, { credentials }), new HeldAudio());

  await stream.ended;

  assertFailed(stream, 'accessDenied', /no profile/);
});

test('aborting works while the credentials are still awaited, and opens nothing afterwards', LIMIT, async (t) => {
  const service = await startScriptedService(t, polite);
  let give: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    give = resolve;
  });
  let answer: () => void = () => {};
  const credentials = async () => {
    give();
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
  };
  const stream = new OpenedStream(portTo(service.url, { credentials }), new HeldAudio());
  await asked;

  stream.release.abort();
  await stream.ended;
  answer();
  for (let i = 0; i < 20; i += 1) await turn();

  assertFailed(stream, 'connectionLost', /^closed by this server$/);
  assert.equal(service.connections.length, 0);
});

async function listening(t: TestContext, server: http2.Http2Server | http2.Http2SecureServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}
