import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { WebSocket } from 'ws';
import type { HttpAnswer } from '../../../src/server/http/http-types.ts';
import type { ClientConnection } from '../../../src/server/sockets/client-connection.ts';
import type { SocketHandlers, UpgradeRequest } from '../../../src/server/sockets/socket-server.ts';
import type { Transport } from '../../../src/server/sockets/transport.ts';
import { WebServer } from '../../../src/server/sockets/web-server.ts';
import { KeptConnection } from '../../support/kept-connection.ts';

/** Every character of Latin-1, for which a library once took another way, and some beyond it. */
const ACCENTED = [
  'Buenos días',
  'Grüße, ça va?',
  'ÿ'.repeat(40_000),
  ...Array.from({ length: 128 }, (_, i) => `a${String.fromCodePoint(128 + i)}`),
  'Ελληνικά 日本語 🎤',
];

interface Started {
  readonly port: number;
  readonly web: WebServer;
  readonly upgrades: UpgradeRequest[];
  readonly transports: Transport[];
  closed(): number;
}

/** A server whose upgrades are let in after a while, as when a token was checked. */
async function startWeb(
  t: TestContext,
  answer: (path: string) => HttpAnswer = () => ({ status: 200 }),
): Promise<Started> {
  const upgrades: UpgradeRequest[] = [];
  const transports: Transport[] = [];
  let closed = 0;
  const sockets: SocketHandlers = {
    upgrade: async (request) => {
      upgrades.push(request);
      await new Promise((resolve) => setImmediate(resolve));
      const connection = {
        opened: (transport: Transport) => transports.push(transport),
        closed: () => closed++,
      } as unknown as ClientConnection;
      const onOpen = () => {
        const transport = transports.at(-1);
        transport?.subscribe('all');
        transport?.send('hello', false);
      };
      return { ok: true, connection, protocol: '', onOpen, onAbandoned: () => {} };
    },
    text: () => {},
    binary: () => {},
    alive: () => {},
    drained: () => {},
    closed: () => {},
    failed: (_, error) => assert.fail(String(error)),
  };
  const web = new WebServer({
    tls: undefined,
    maxBacklogBytes: 1_048_576,
    sockets,
    http: {
      maxBodyBytes: 1_000,
      headersFor: () => ({}),
      onTooLarge: () => ({ status: 413 }),
      handle: async ({ path }) => answer(path),
      onError: (error) => assert.fail(String(error)),
    },
  });
  const port = await web.listen('127.0.0.1', 0);
  t.after(() => web.close());
  return { port, web, upgrades, transports, closed: () => closed };
}

function openSocket(port: number, headers: Readonly<Record<string, string>> = {}): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers });
    socket.once('message', () => resolve(socket));
    socket.once('error', reject);
  });
}

test('accented text arrives whole: sent to one socket, published to all, and in an answer over HTTP', async (t) => {
  const { port, web, transports } = await startWeb(t, (path) => ({
    status: 200,
    body: ACCENTED[Number(path.slice(1))] ?? '',
  }));
  const socket = await openSocket(port);
  const heard: string[] = [];
  const all = new Promise<void>((resolve, reject) => {
    socket.on('message', (data) => {
      heard.push(String(data));
      if (heard.length === 2 * ACCENTED.length) resolve();
    });
    // Broken UTF-8 makes a client close.
    socket.on('close', () => reject(new Error(`closed after ${heard.length}`)));
    socket.on('error', reject);
  });

  for (const text of ACCENTED) transports[0]?.send(text, false);
  for (const text of ACCENTED) web.publish('all', text);
  await all;

  assert.deepEqual(heard, [...ACCENTED, ...ACCENTED]);
  const kept = new KeptConnection(port);
  for (const [i, text] of ACCENTED.entries()) {
    const answer = await kept.ask({ path: `/${i}` });
    assert.ok(answer.body === text, text.slice(0, 20));
    assert.equal(Number(answer.headers['content-length']), Buffer.byteLength(text));
  }
  kept.close();
});

test('300 sockets let in after a while stay open', async (t) => {
  const { port, closed } = await startWeb(t);

  const sockets = await Promise.all(Array.from({ length: 300 }, () => openSocket(port)));
  // Each is heard of once more.
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise((resolve, reject) => {
          socket.once('pong', resolve);
          socket.once('close', () => reject(new Error('closed')));
          socket.ping();
        }),
    ),
  );

  assert.equal(closed(), 0);
});

test('every line of a header counts, in the order they came: two proxies may each have written one', async (t) => {
  const { port, upgrades } = await startWeb(t);
  const lines = [
    'GET /?a=1 HTTP/1.1',
    'Host: x',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    'X-Forwarded-For: 203.0.113.9',
    'x-forwarded-for: 198.51.100.1, 10.0.0.1',
    'X-FORWARDED-FOR: 10.0.0.2',
    'Sec-WebSocket-Protocol: bearer',
    'Sec-WebSocket-Protocol: token',
  ];
  const socket = connect(port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.destroy();

  const [upgrade] = upgrades;
  assert.equal(upgrade?.headers.get('x-forwarded-for'), '203.0.113.9,198.51.100.1, 10.0.0.1,10.0.0.2');
  assert.equal(upgrade?.protocols, 'bearer,token');
});
