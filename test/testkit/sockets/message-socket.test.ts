import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';
import { ClientSocket, RefusedError } from '../../../testkit/sockets/client-socket.ts';
import { MessageSocket } from '../../../testkit/sockets/message-socket.ts';

/** A server that does with each of its sockets what it is told. */
async function serve(t: TestContext, greet: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  t.after(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on('connection', greet);
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A server that upgrades nobody. */
async function refuse(t: TestContext, status: number, body: string): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  server.on('upgrade', (_, socket) => {
    socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const say = (socket: WebSocket, ...types: string[]) => {
  for (const type of types) socket.send(JSON.stringify({ type }));
};

test('a client is in once it is greeted, and hears what comes after the greeting', async (t) => {
  const url = await serve(t, (socket) => {
    say(socket, 'early', 'hello', 'news');
    socket.on('message', (data) => socket.send(String(data)));
  });
  const heard: string[] = [];

  const client = await MessageSocket.open(url, 'hello', { onMessage: ({ type }) => heard.push(type) });
  client.send({ type: 'echo' });
  const echo = await client.got('echo');

  assert.equal(client.greeting.type, 'hello');
  assert.equal(echo.type, 'echo');
  assert.deepEqual(heard, ['news', 'echo']);
  assert.deepEqual([client.count('early'), client.count('hello'), client.count('never')], [1, 1, 0]);
  client.drop();
});

test('a client that is not greeted before it is closed is told why', async (t) => {
  const url = await serve(t, (socket) => socket.close(4409));
  let closings = 0;

  await assert.rejects(MessageSocket.open(url, 'hello', { onClose: () => (closings += 1) }), {
    message: 'no hello: closed with 4409',
  });
  assert.equal(closings, 0);
});

test('a client that was in learns of its end once, and what it waited for does not come', async (t) => {
  const url = await serve(t, (socket) => {
    say(socket, 'hello');
    socket.on('message', () => socket.close(1001));
  });
  const codes: number[] = [];
  const client = await MessageSocket.open(url, 'hello', { onClose: (code) => codes.push(code) });

  client.send({ type: 'go' });

  await assert.rejects(client.got('answer'), { message: 'no answer: closed with 1001' });
  assert.deepEqual([codes, client.isOpen], [[1001], false]);
});

test('what does not come is not waited for without end', async (t) => {
  const url = await serve(t, (socket) => say(socket, 'hello', 'one'));
  const client = await MessageSocket.open(url, 'hello');

  await assert.rejects(client.got('one', 2, 1), { message: 'no one within 1 ms' });
  client.drop();
});

test('a refusal tells its status and reason, and whether it is for now', async (t) => {
  const busy = await refuse(t, 503, '{"code":"BUSY","message":"come back"}');
  const never = await refuse(t, 403, 'no');

  const errors = await Promise.all(
    [busy, never].map((url) => MessageSocket.open(url, 'hello').catch((error) => error)),
  );

  assert.ok(errors.every((error) => error instanceof RefusedError));
  assert.deepEqual(
    errors.map(({ message, isForNow }) => [message, isForNow]),
    [
      ['refused with 503: BUSY come back', true],
      ['refused with 403: no', false],
    ],
  );
});

test('a socket that is refused is closed, and throws nothing', async (t) => {
  const socket = new ClientSocket(await refuse(t, 401, ''));

  assert.equal((await socket.closed).code, 1006);
  assert.equal(socket.failure, 'refused with 401: ');
});
