import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../../src/integrations/clock.ts';
import { getStructuredLogger } from '../../../src/integrations/logging/structured-logger.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { type HttpHandlers, Ingress } from '../../../src/server/sockets/ingress.ts';
import type { SocketHandlers } from '../../../src/server/sockets/socket-server.ts';
import { WebServer } from '../../../src/server/sockets/web-server.ts';
import { type KeptAnswer, KeptConnection } from '../../support/kept-connection.ts';
import { ServerBench, tokenOf } from '../../support/server/server-bench.ts';
import { refusedUpgrade } from '../../support/test-client.ts';

const ORIGIN = 'https://talks.example';
/** No socket comes in these tests. */
const NO_SOCKETS: SocketHandlers = {
  upgrade: () => assert.fail('an upgrade came'),
  ...{ text() {}, binary() {}, alive() {}, drained() {}, closed() {}, failed() {} },
};

/** A reception that listens, with nothing behind it yet. */
async function startReception(t: TestContext) {
  const read = readConfig({ PORT: '0', ALLOWED_ORIGINS: ORIGIN });
  assert.ok(read.ok);
  const log = getStructuredLogger('Test', { level: 'silent' });
  const reception = new Ingress({
    ...{ config: read.config, log, clock: systemClock },
    createServer: (options) => new WebServer(options),
  });
  const port = await reception.listen();
  const kept = new KeptConnection(port);
  t.after(() => {
    kept.close();
    reception.close();
  });
  return { reception, port, kept };
}

function serviceOf({ body }: KeptAnswer): unknown {
  return JSON.parse(body).details.service;
}

test('while it starts it says so to a page too, answers preflights, and every connection stays good', async (t) => {
  const { port, kept } = await startReception(t);
  const headers = { origin: ORIGIN };

  for (let round = 0; round < 2; round++) {
    for (const asked of [{ method: 'POST', path: '/sessions', body: '{}' }, { path: '/health' }, { path: '/' }]) {
      const answer = await kept.ask({ ...asked, headers });
      assert.deepEqual([answer.status, serviceOf(answer)], [503, 'starting']);
      assert.equal(answer.headers['access-control-allow-origin'], ORIGIN);
    }
    const head = await kept.ask({ method: 'HEAD', path: '/readyz', headers });
    assert.deepEqual([head.status, head.body, head.headers['access-control-allow-origin']], [503, '', ORIGIN]);
    const large = await kept.ask({ method: 'POST', path: '/sessions', body: 'x'.repeat(1_000_000), headers });
    assert.deepEqual([large.status, large.headers['access-control-allow-origin']], [503, ORIGIN]);
    const preflight = await kept.ask({ method: 'OPTIONS', path: '/sessions', headers });
    assert.deepEqual([preflight.status, preflight.headers['access-control-allow-origin']], [204, ORIGIN]);
    assert.match(String(preflight.headers['access-control-allow-methods']), /\bPOST\b.*\bPATCH\b/);
    const stranger = await kept.ask({ path: '/health', headers: { origin: 'https://evil.example' } });
    assert.deepEqual([stranger.status, stranger.headers['access-control-allow-origin']], [403, undefined]);
    assert.equal((await kept.ask({ path: '/healthz' })).status, 200);
  }
  const upgrade = await refusedUpgrade(`ws://127.0.0.1:${port}/`, { headers });
  assert.deepEqual([upgrade.status, upgrade.headers['access-control-allow-origin']], [503, ORIGIN]);
});

test('while it drains a page can read that it should come back, and what does not depend on sessions is answered', async (t) => {
  const { reception, port, kept } = await startReception(t);
  const routes: Partial<HttpHandlers> = { handle: async () => ({ status: 200, body: { status: 'healthy' } }) };
  reception.open(NO_SOCKETS, routes as HttpHandlers);
  const headers = { origin: ORIGIN };
  assert.equal((await kept.ask({ path: '/sessions/golden-eagle-427', headers })).status, 200);

  reception.drain();

  for (const path of ['/sessions', '/sessions/golden-eagle-427']) {
    const answer = await kept.ask({ method: 'POST', path, body: '{}', headers });
    assert.deepEqual([answer.status, serviceOf(answer)], [503, 'draining']);
    assert.equal(answer.headers['access-control-allow-origin'], ORIGIN);
  }
  assert.equal((await kept.ask({ path: '/health', headers })).status, 200);
  const upgrade = await refusedUpgrade(`ws://127.0.0.1:${port}/`, { headers });
  assert.deepEqual([upgrade.status, upgrade.headers['access-control-allow-origin']], [503, ORIGIN]);
});

test('a route that throws is a 500 that a page can read, and the connection stays good', async (t) => {
  const { reception, kept } = await startReception(t);
  const routes: Partial<HttpHandlers> = {
    handle: async () => {
      throw new Error('a bug');
    },
    failed: () => ({ status: 500, body: { code: 'INTERNAL_ERROR' } }),
  };
  reception.open(NO_SOCKETS, routes as HttpHandlers);

  for (let round = 0; round < 2; round++) {
    const answer = await kept.ask({ path: '/health', headers: { origin: ORIGIN } });
    assert.deepEqual([answer.status, answer.headers['access-control-allow-origin']], [500, ORIGIN]);
  }
});

test('a socket that asks before the server is open is told to come back, and is let in afterwards', async () => {
  const bench = new ServerBench({}, { isOpen: false });
  const early = await bench.connect();
  bench.open();
  const later = await bench.connect();

  assert.deepEqual([early.refusal.status, early.refusal.details], [503, { service: 'starting' }]);
  assert.ok(later.socket.isOpen);
});

test('while it drains nobody new comes in, and those who are here are served', async () => {
  const bench = new ServerBench();
  const { speaker, sessionId } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);
  bench.ingress.announceDrain();
  const announced = await bench.connect();
  assert.deepEqual([bench.ingress.isLeaving, announced.socket.isOpen], [true, true]);

  bench.ingress.drain();
  const late = await bench.connect({ sessionId, targetLanguage: 'es' });
  speaker.send({ action: 'pauseBroadcast' });

  assert.deepEqual([late.refusal.status, late.refusal.details], [503, { service: 'draining' }]);
  assert.deepEqual([speaker.words.at(-1), listener.words.at(-1)], ['broadcastPaused', 'broadcastPaused']);
});

test('an upgrade that is decided when the drain has begun is refused, and its session ends', async () => {
  const bench = new ServerBench();
  bench.actors.store.hold();
  const client = await bench.connect({ token: tokenOf('ada'), action: 'createSession', sourceLanguage: 'en' });

  bench.ingress.drain();
  bench.actors.store.release();
  await bench.advance(10_000);

  assert.deepEqual([client.refusal.status, client.refusal.details], [503, { service: 'draining' }]);
  assert.equal(bench.sessions.host.count, 0);
});

test('an upgrade that is refused for itself says why, draining or not', async () => {
  const bench = new ServerBench();
  bench.actors.store.hold();
  const client = await bench.connect({ sessionId: 'brave-otter-999', targetLanguage: 'es' });

  bench.ingress.drain();
  bench.actors.store.release();
  await bench.advance(0);

  assert.equal(client.refusal.code, 'SESSION_NOT_FOUND');
});

test('its close closes every socket', async () => {
  const bench = new ServerBench();
  const { speaker } = await bench.speaker();

  bench.ingress.close();

  assert.deepEqual([speaker.socket.isOpen, bench.connections.count], [false, 0]);
});
