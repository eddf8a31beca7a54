import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { DynamoDbFaults } from '../../emulators/dynamodb/dynamodb-faults.ts';
import { startFaultControl } from '../../emulators/faults/control-server.ts';
import { startLambdaEndpoint } from '../../emulators/lambda/endpoint.ts';
import { startTranscribeEndpoint } from '../../emulators/transcribe/endpoint.ts';
import { Inspector } from '../../src/integrations/inspector/inspector.ts';
import { startInspectorServer } from '../../src/integrations/inspector/inspector-server.ts';
import { RecordingLog } from '../support/actors/recording-log.ts';

const DEEP = '['.repeat(100_000);

test('the fault control answers 400 to plans of null, arrays, numbers, brackets without end and no JSON, and goes on', async (t) => {
  const control = await startFaultControl({ dynamodb: new DynamoDbFaults() }, 0);
  t.after(() => control.close());
  const put = async (body: string) => (await fetch(`${control.url}/dynamodb`, { method: 'PUT', body })).status;

  for (const body of ['null', '[]', '7', '"x"', '', '{', '{"rules":7}', '{"rules":[null]}', DEEP, `{"rules":${DEEP}`]) {
    assert.equal(await put(body), 400, body.slice(0, 20));
  }
  assert.equal(await put('x'.repeat(2 << 20)), 413);
  assert.equal(await put('{"rules":[]}'), 200);
});

test('Invoke answers 4xx to addresses that are none, bodies that are no JSON and contexts that are none, and goes on', async (t) => {
  const lambda = await startLambdaEndpoint({ functions: {} });
  t.after(() => lambda.close());
  const call = async (path: string, body = '{}', headers: Record<string, string> = {}) => {
    const socket = connect(lambda.port, '127.0.0.1').setEncoding('latin1');
    const all = { host: 'localhost', authorization: 'AWS4-x', connection: 'close', ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    let answer = '';
    for await (const part of socket) answer += part;
    return Number(answer.split(' ')[1]);
  };
  const nobody = '/2015-03-31/functions/nobody/invocations';

  for (const path of ['//', '/', '//evil.example/x', '/2015-03-31/functions/%zz/invocations', 'http://evil.example/']) {
    const status = await call(path);
    assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
  }
  for (const body of ['null', '[]', '7', '{', DEEP]) assert.equal(await call(nobody, body), 404, body.slice(0, 9));
  assert.equal(await call(nobody, '{}', { 'x-amz-client-context': 'e30' }), 404);
  assert.equal(await call(nobody, '{}', { 'x-amz-client-context': 'ew==' }), 400);
  assert.equal(await call(nobody, '{}', { 'x-amz-invocation-type': 'Odd' }), 400);
});

test('connections to the Transcribe port that speak no HTTP/2, or break off, disturb nobody', async (t) => {
  const transcribe = await startTranscribeEndpoint({ recogniser: 'stamped' });
  t.after(() => transcribe.close());
  const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
  for (const bytes of ['GET / HTTP/1.1\r\nhost: localhost\r\n\r\n', `${preface}odd frames, these`, '\0'.repeat(500)]) {
    const socket = connect(transcribe.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(bytes);
    await once(socket.resume(), 'close');
  }
  const broken = connect(transcribe.port, '127.0.0.1');
  broken.write(preface);
  await once(broken, 'data');
  broken.resetAndDestroy();
  await once(broken, 'close');

  assert.deepEqual(transcribe.streams(), { opened: 0, closed: 0, active: 0, refused: 0 });
});

test('a viewer that breaks off in the middle of the inspector’s handshake ends nothing', async (t) => {
  const source = { charts: [], list: () => [], find: () => undefined };
  const inspector = new Inspector({ now: () => 0, definitions: {} });
  const server = await startInspectorServer({ port: 0, inspector, source, log: new RecordingLog() });
  t.after(() => server.close());
  const { port } = new URL(server.url);
  for (let i = 0; i < 50; i += 1) {
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', () =>
      socket.resetAndDestroy(),
    );
    await once(socket, 'close');
  }

  assert.equal((await fetch(server.url)).status, 200);
});
