import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untraced } from '../../../src/actors/ports/tracing.ts';
import { AWS_MODE, ELSEWHERE, HttpBench } from '../../support/server/http-bench.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const SPEECH = '{"type":"audio","audioData":""}';

/** A listener, and deliveries to it. */
async function withListener(environment: { readonly [name: string]: string } = {}) {
  const bench = new HttpBench(environment);
  const { speaker, sessionId } = await bench.server.speaker();
  const { connectionId: speakerId } = speaker.last('sessionCreated');
  const { listener, connectionId } = await bench.server.listener(sessionId);
  const path = `/@connections/${encodeURIComponent(connectionId)}`;
  const ask = async (method: string, more: Parameters<HttpBench['ask']>[0] | object = {}) => {
    const answer = await bench.ask({ method, path, ...more });
    return { ...answer, type: answer.headers['x-amzn-errortype'] };
  };
  const got = () => listener.socket.frames.slice(1);
  return { bench, speaker, speakerId, listener, sessionId, path, ask, got };
}

test('a delivery reaches its listener as it is: text in a text frame, bytes that are none in a binary one', async () => {
  const { ask, got } = await withListener();
  const bytes = new Uint8Array([0xff, 0xfe, 0x00]);

  for (const body of ['{"type":"caption","text":"olé"}', '', bytes]) {
    const { status, text, headers } = await ask('POST', { body });
    assert.deepEqual([status, text, headers['content-length']], [200, '', '0']);
  }

  const [caption, empty, binary] = got();
  assert.deepEqual([caption, empty], ['{"type":"caption","text":"olé"}', '']);
  assert.deepEqual(Buffer.from(binary ?? ''), Buffer.from(bytes));
});

test('a connection is found behind any stage, however its address is escaped', async () => {
  const { ask, path, got } = await withListener();
  const paths = [
    path,
    `/prod${path}`,
    path.replace('@', '%40'),
    `/any-stage${path.replace('@connections', '%40CONNECTIONS')}`,
  ];

  for (const escaped of paths) assert.equal((await ask('POST', { path: escaped, body: 'x' })).status, 200, escaped);
  assert.equal(got().length, paths.length);
  for (const none of [`/a/b${path}`, `${path}/more`, '/@connections/', '/@connections']) {
    assert.equal((await ask('GET', { path: none })).status, 404, none);
  }
});

test('GET tells of a connection since when it is there, whose it is, and when it was last heard of', async () => {
  const { bench, ask, listener } = await withListener();
  const connectedAt = new Date(bench.server.actors.clock.unixNow()).toISOString();
  await bench.server.advance(5_000);
  listener.socket.ping();
  const lastActiveAt = new Date(bench.server.actors.clock.unixNow()).toISOString();
  await bench.server.advance(2_000);

  const { status, json } = await ask('GET');

  assert.equal(status, 200);
  assert.deepEqual(json(), { connectedAt, identity: { sourceIp: '127.0.0.1', userAgent: '' }, lastActiveAt });
});

test('DELETE closes the connection, and from then on it is gone', async () => {
  const { ask, listener } = await withListener();

  const { status, headers } = await ask('DELETE');

  assert.deepEqual([status, headers['content-length']], [204, undefined]);
  assert.equal(listener.socket.closed?.code, 1000);
  for (const method of ['GET', 'POST', 'DELETE', 'PATCH']) {
    const gone = await ask(method);
    assert.deepEqual(
      [gone.status, gone.type, gone.json()],
      [410, 'GoneException', { message: 'The connection is gone.' }],
    );
  }
});

test('a message over the limit is refused with the limit', async () => {
  // Where other routes take more than a delivery may have, its caller and its connection are looked at first.
  for (const isBounded of [true, false]) {
    const { ask, got } = await withListener(isBounded ? {} : { MAX_BODY_BYTES: '200000' });
    const body = 'x'.repeat(131_073);

    const { status, type, text } = await ask('POST', { body });
    assert.deepEqual([status, type], [413, 'PayloadTooLargeException']);
    assert.match(text, /131072 bytes/);
    assert.equal((await ask('POST', { body: body.slice(1) })).status, 200);
    assert.equal(got().length, 1);
    assert.equal((await ask('POST', { body, path: '/@connections/gone' })).status, isBounded ? 413 : 410);
    assert.equal((await ask('POST', { body, address: ELSEWHERE })).status, isBounded ? 413 : 403);
  }
});

test('without a delivery key a caller of this machine is served, and nobody else; how often is counted and in the log', async () => {
  const { bench, ask, got } = await withListener();

  for (const asked of [
    { address: ELSEWHERE },
    { headers: { 'x-forwarded-for': '127.0.0.1' } },
    { headers: { forwarded: '' } },
    { headers: { 'x-real-ip': '127.0.0.1' } },
    { headers: { via: '1.1 proxy' } },
  ]) {
    const { status, type, json } = await ask('POST', { ...asked, body: 'x' });
    assert.deepEqual([status, type, json()], [403, 'ForbiddenException', { message: 'Forbidden' }]);
  }
  assert.equal(
    (await ask('GET', { address: ELSEWHERE, path: '/@connections/gone' })).status,
    403,
    'before it is looked for',
  );
  assert.equal((await ask('PATCH', { address: ELSEWHERE })).status, 403, 'and before the method');
  assert.equal((await ask('POST', { body: 'x', headers: { authorization: 'AWS4-HMAC-SHA256 any' } })).status, 200);

  assert.deepEqual(got(), ['x']);
  assert.deepEqual(Object.values(bench.counted('DeliveriesRefused')), [7]);
  assert.deepEqual(Object.keys(bench.counted('DeliveriesRefused')), ['DeliveriesRefused{reason=notLocal}']);
  const lines = () => bench.server.logged('delivery refused').map(({ metadata: { reason, count } }) => [reason, count]);
  assert.deepEqual(lines(), [['notLocal', 1]]);
  await bench.server.advance(1_000);
  await ask('GET', { address: ELSEWHERE });
  assert.deepEqual(lines(), [
    ['notLocal', 1],
    ['notLocal', 7],
  ]);
});

test('with a delivery key the signature alone decides, wherever the caller is', async () => {
  const { bench, ask, got } = await withListener(AWS_MODE);
  assert.equal((await ask('POST', { body: 'x', address: ELSEWHERE })).status, 200);
  bench.signatureProblem = 'signature';

  for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'PATCH']) {
    const { status, type } = await ask(method, { body: 'y' });
    assert.deepEqual([status, type], [403, 'ForbiddenException'], method);
  }
  assert.deepEqual(got(), ['x']);
  assert.deepEqual(bench.counted('DeliveriesRefused'), { 'DeliveriesRefused{reason=signature}': 5 });
});

test('a listener that does not read is lagging, and closed in the end; a delivery to it says so', async () => {
  const { bench, ask, listener } = await withListener({ LISTENER_MAX_BYTES: '300000' });
  const body = 'x'.repeat(131_072);
  listener.socket.stopReading();

  for (const status of [200, 200, 200]) assert.equal((await ask('POST', { body })).status, status);
  const closing = await ask('POST', { body });
  assert.deepEqual(
    [closing.status, closing.type],
    [410, 'GoneException'],
    'over the limit: closed by this very delivery',
  );
  assert.equal(listener.socket.closed?.code, 4413);

  const other = await withListener();
  other.listener.socket.stopReading();
  for (const status of [200, 200, 200, 429]) assert.equal((await other.ask('POST', { body })).status, status);
  const lagging = await other.ask('POST', { body });
  assert.deepEqual([lagging.status, lagging.type], [429, 'LimitExceededException']);
  assert.deepEqual(Object.values(other.bench.counted('ListenerNotificationFailures')), [2]);
  other.listener.socket.read();
  assert.equal((await other.ask('POST', { body })).status, 200);
  assert.ok(bench.tracing.of('listener.deliver').length > 0);
});

test('a speaker can be reached too, and is not held back', async () => {
  const { bench, speaker, speakerId } = await withListener();

  assert.equal(await bench.codeOf({ method: 'POST', path: `/@connections/${speakerId}`, body: 'note' }), 200);

  assert.equal(speaker.socket.frames.at(-1), 'note');
});

test('a message that a speaker’s socket drops, because its backlog is full, was not delivered', async () => {
  const { bench, speaker, speakerId } = await withListener();
  const path = `/@connections/${speakerId}`;
  speaker.socket.stopReading();
  const statuses: (number | string)[] = [];
  while (speaker.socket.isOpen && statuses.length < 100) {
    statuses.push(await bench.codeOf({ method: 'POST', path, body: 'x'.repeat(131_072) }));
  }

  assert.equal(speaker.socket.closed?.code, 4413);
  assert.equal(statuses.at(-1), 410);
  assert.deepEqual(new Set(statuses.slice(0, -1)), new Set([200]));
});

test('every delivery is a span that says how it ended, and of whom no more than role and language', async () => {
  const { bench, ask, listener } = await withListener({ MAX_BODY_BYTES: '200000' });
  const body = 'x'.repeat(131_072);
  await ask('GET');
  await ask('POST', { body: 'x' });
  await ask('POST', { body: `${body}x` });
  listener.socket.stopReading();
  for (let sent = 0; sent < 4; sent += 1) await ask('POST', { body });

  const spans = bench.tracing
    .of('listener.deliver')
    .map(({ facts, problem, ends }) => [
      ...[facts['delivery.status'], problem, facts['delivery.role'], facts['delivery.language'], ends],
    ]);
  const delivered = [200, undefined, 'listener', 'es', 1];
  assert.deepEqual(spans, [
    delivered,
    [413, 'tooLarge', 'listener', 'es', 1],
    ...[delivered, delivered, delivered],
    [429, 'lagging', 'listener', 'es', 1],
  ]);
  assert.equal(bench.tracing.of('listener.deliver').at(-1)?.facts['delivery.backlog_bytes'], 3 * 131_072);
});

test('how old the words are is measured when their first speech reaches a listener, once for each', async () => {
  const { bench, ask, sessionId, speakerId } = await withListener();
  const second = await bench.server.listener(sessionId);
  const { clock, metrics, segmentJourneys } = bench.server.actors;
  const headers = { traceparent: TRACEPARENT };
  const measured = () => metrics.observed('EndToEndLatency');

  await ask('POST', { body: SPEECH, headers });
  assert.deepEqual(measured(), [], 'speech of a sentence that this process did not send');
  const session = bench.server.sessions.host.held(sessionId)?.info ?? assert.fail('no session');
  const utterance = untraced(() => TRACEPARENT).begin('utterance', 0);
  const said = {
    resultId: 'r',
    segment: 0,
    wordsHeardAt: [],
    receivedAt: clock.now(),
    lastAudioAt: clock.now(),
    utterance,
  };
  const texts: string[] = [];
  const none = () => undefined;
  const captioned = (language: string) => void texts.push(language);
  segmentJourneys.sent(session, said, metrics, { captioned, spoken: none, played: none, skipped: none });
  await bench.server.advance(1_500);
  await ask('POST', { body: '{"type":"caption","text":"hola"}', headers });
  await ask('POST', { body: SPEECH });
  await ask('POST', { body: SPEECH, headers, path: `/@connections/${speakerId}` });
  await ask('POST', { body: '{"type":"caption","resultId":"r","segment":0,"text":"hola"}' });
  assert.deepEqual(texts, ['es'], 'of a text it is only known when it came, and only if it says of what');
  assert.deepEqual(measured(), [], 'a caption, speech without its trace, and speech for a speaker');
  for (const path of [undefined, `/@connections/${second.connectionId}`, undefined]) {
    await ask('POST', { body: SPEECH, headers, ...(path === undefined ? {} : { path }) });
  }

  assert.deepEqual(measured(), [1_500, 1_500]);
});
