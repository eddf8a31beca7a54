import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { startTestServer } from '../support/test-server.ts';

const CREDENTIALS = { accessKeyId: 'ANY', secretAccessKey: 'any' };

test('the AWS client reaches a listener, reads it and closes it, with and without a stage', async (t) => {
  const server = await startTestServer(t);
  const { sessionId } = await server.speaker('ada');
  const listener = await server.listener(sessionId, 'es');
  const ConnectionId = String(listener.received[0]?.connectionId);
  for (const stage of ['', '/prod']) {
    const client = new ApiGatewayManagementApiClient({
      endpoint: `${server.url}${stage}`,
      region: 'us-east-1',
      credentials: CREDENTIALS,
    });
    t.after(() => client.destroy());

    const body = JSON.stringify({ type: 'audio', text: 'hola', sequenceNumber: 7 });
    await client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(body) }));
    assert.deepEqual(await listener.next('audio'), JSON.parse(body));
    const facts = await client.send(new GetConnectionCommand({ ConnectionId }));
    assert.ok(facts.ConnectedAt instanceof Date);
    assert.equal(facts.Identity?.SourceIp, '127.0.0.1');
    await assert.rejects(client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.alloc(131_073, 'x') })), {
      name: 'PayloadTooLargeException',
    });
    await assert.rejects(client.send(new PostToConnectionCommand({ ConnectionId: 'gone', Data: Buffer.from('x') })), {
      name: 'GoneException',
    });
  }
  const client = new ApiGatewayManagementApiClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: CREDENTIALS,
  });
  t.after(() => client.destroy());
  await client.send(new DeleteConnectionCommand({ ConnectionId }));
  assert.equal((await listener.closed).code, 1000);
});

test('with a delivery key only its signature is served', async (t) => {
  const key = { accessKeyId: 'AKIADELIVERY', secretAccessKey: 'delivery-secret' };
  const server = await startTestServer(t, {
    DELIVERY_ACCESS_KEY_ID: key.accessKeyId,
    DELIVERY_SECRET_ACCESS_KEY: key.secretAccessKey,
  });
  const { sessionId } = await server.speaker('ada');
  const listener = await server.listener(sessionId, 'es');
  const command = new PostToConnectionCommand({
    ConnectionId: String(listener.received[0]?.connectionId),
    Data: Buffer.from('{"type":"audio"}'),
  });
  const clientOf = (credentials: typeof key) => {
    const client = new ApiGatewayManagementApiClient({ endpoint: server.url, region: 'eu-west-1', credentials });
    t.after(() => client.destroy());
    return client;
  };

  const { log, metrics } = server.running.parts;
  const warned = t.mock.method(log, 'warn');
  const counted = t.mock.method(metrics, 'count');
  for (let tries = 0; tries < 3; tries += 1) {
    await assert.rejects(clientOf({ ...key, secretAccessKey: 'wrong' }).send(command), { name: 'ForbiddenException' });
  }
  // What is refused is counted by its reason, and said in the log once a second.
  const lines = warned.mock.calls.map(({ arguments: [operation, , facts] }) => [operation, facts.reason, facts.count]);
  assert.deepEqual(lines[0], ['deliver', 'signature', 1]);
  assert.ok(lines.length < 3);
  const refusals = counted.mock.calls.filter(({ arguments: [name] }) => name === 'DeliveriesRefused');
  assert.deepEqual(refusals[0]?.arguments, ['DeliveriesRefused', 1, { reason: 'signature' }]);
  await clientOf(key).send(command);

  await listener.next('audio');
});

test('bytes that are not text are delivered in a binary frame', async (t) => {
  const server = await startTestServer(t);
  const { sessionId } = await server.speaker('ada');
  const listener = await server.listener(sessionId, 'es');
  const id = encodeURIComponent(String(listener.received[0]?.connectionId));
  const frame = new Promise<{ data: Buffer; isBinary: boolean }>((resolve) => {
    listener.socket.once('message', (data: Buffer, isBinary) => resolve({ data, isBinary }));
  });

  const response = await fetch(`${server.url}/%40connections/${id}`, {
    method: 'POST',
    body: new Uint8Array([0xff, 0xfe, 0x00]),
  });

  assert.equal(response.status, 200);
  assert.deepEqual(await frame, { data: Buffer.from([0xff, 0xfe, 0x00]), isBinary: true });
});

test('how old the words are is measured when their first speech reaches a listener, once for each', async (t) => {
  const server = await startTestServer(t);
  const { sessionId } = await server.speaker('ada');
  const listeners = [await server.listener(sessionId, 'es'), await server.listener(sessionId, 'es')];
  const { metrics, monotonicNow, speechInFlight } = server.running.parts;
  const observe = t.mock.method(metrics, 'observe');
  const measured = () => observe.mock.calls.filter(({ arguments: [name] }) => name === 'EndToEndLatency').length;
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const post = async (listener: (typeof listeners)[number] | undefined, body: string, headers = { traceparent }) => {
    const id = encodeURIComponent(String(listener?.received[0]?.connectionId));
    assert.equal((await fetch(`${server.url}/@connections/${id}`, { method: 'POST', headers, body })).status, 200);
  };
  const speech = '{"type":"audio","audioData":""}';

  await post(listeners[0], speech);
  assert.equal(measured(), 0, 'speech of a sentence that this process did not send');
  speechInFlight.sent(traceparent, monotonicNow() - 1_000);
  await post(listeners[0], '{"type":"caption","text":"hola"}');
  await post(listeners[0], speech, { traceparent: '' });
  await post(listeners[0], '');
  assert.equal(measured(), 0, 'a caption, and speech without its trace');
  for (const listener of [...listeners, ...listeners]) await post(listener, speech);

  assert.equal(measured(), 2);
  const ms = observe.mock.calls.flatMap(({ arguments: [name, value] }) => (name === 'EndToEndLatency' ? [value] : []));
  assert.ok(ms.every((value) => value >= 1_000));
});
