/** What a server that runs already lacks is found out before anything is checked. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { WebSocketServer } from 'ws';
import { lackOf, type Need } from '../../../verify/contract/needs.ts';
import { words } from '../../../verify/contract/speech.ts';

interface Terms {
  /** What it hears of the words b1 to b5. */
  readonly heard?: string;
  readonly tokens?: boolean;
  /** What a caller without a signature is answered for a connection that is not there. */
  readonly delivery?: number;
}

const ALL: ReadonlySet<Need> = new Set<Need>(['direct', 'stamps', 'delivery', 'addresses', 'forwarded']);
const LOCAL = { addressing: 'loopback', isThroughProxy: false } as const;

async function serverOf(t: TestContext, { heard = words(1, 5), tokens = true, delivery = 410 }: Terms = {}) {
  const server = createServer((request, response) => {
    const isToken = request.url === '/dev/tokens' && tokens;
    response.statusCode = isToken ? 200 : request.url?.startsWith('/@connections') ? delivery : 404;
    response.end(isToken ? '{"token":"t"}' : '{}');
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    const send = (message: object) => socket.send(JSON.stringify({ sessionId: 's', timestamp: 1, ...message }));
    send({ type: 'sessionCreated' });
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) send({ type: 'transcript', isPartial: false, text: heard });
      else if (data.toString().includes('endSession')) socket.close(1000);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a server that has everything lacks nothing but a reader of X-Forwarded-For', async (t) => {
  assert.deepEqual([...(await lackOf(await serverOf(t), LOCAL, ALL))], ['forwarded']);
});

test('a recogniser that hears something else does not read the suite’s audio', async (t) => {
  const lacks = await lackOf(await serverOf(t, { heard: 'beer one' }), LOCAL, ALL);
  assert.deepEqual([...lacks].sort(), ['forwarded', 'stamps']);
});

test('a server that does not let the suite deliver says so', async (t) => {
  const lacks = await lackOf(await serverOf(t, { delivery: 403 }), LOCAL, ALL);
  assert.deepEqual([...lacks].sort(), ['delivery', 'forwarded']);
});

test('through a proxy the server itself is not to be had, from elsewhere no addresses', async (t) => {
  const url = await serverOf(t);
  const proxied = await lackOf(url, { addressing: 'loopback', isThroughProxy: true }, ALL);
  assert.deepEqual([...proxied].sort(), ['direct', 'forwarded']);
  const far = await lackOf(url, { addressing: 'shared', isThroughProxy: false }, ALL);
  assert.deepEqual([...far].sort(), ['addresses', 'forwarded']);
  assert.deepEqual([...(await lackOf(url, { addressing: 'forwarded', isThroughProxy: false }, ALL))], []);
});

test('only what is asked for is found out', async (t) => {
  const lacks = await lackOf(await serverOf(t, { heard: 'beer one', delivery: 403 }), LOCAL, new Set());
  assert.deepEqual([...lacks], ['forwarded']);
});

test('a server without /dev/tokens is named as one that cannot be asked', async (t) => {
  const url = await serverOf(t, { tokens: false });
  assert.equal(
    await lackOf(url, LOCAL, ALL),
    `${url} gives no tokens at /dev/tokens: the suite asks servers in embedded mode`,
  );
});
