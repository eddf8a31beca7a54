import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createWebSocketReceiver } from '@statelyai/inspect';
import { WebSocket } from 'ws';
import type { InspectedFact } from '../../../src/actors/ports/inspector.ts';
import { Inspector } from '../../../src/integrations/inspector/inspector.ts';
import {
  type InspectorServerDeps,
  MAX_VIEWERS,
  startInspectorServer,
} from '../../../src/integrations/inspector/inspector-server.ts';
import type { InsideMessage, SessionView } from '../../../src/protocol/inside.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

const VIEW: SessionView = {
  ...{
    sessionId: 'brave-otter-001',
    sourceLanguage: 'en',
    createdAt: 1,
    isSpeakerPresent: true,
    listeners: 0,
    epoch: 0,
  },
  broadcast: { isActive: true, isPaused: false, isMuted: false, volume: 1, lastStateChange: 1 },
  ...{ active: {}, languages: {}, lagging: 0, heldMs: 0, openStreams: 0, counters: {}, latencies: {}, changes: [] },
  segments: [],
};

async function start(t: TestContext, more: Partial<InspectorServerDeps> = {}) {
  const views = new Map([[VIEW.sessionId, VIEW]]);
  const inspector = new Inspector({ now: () => 5, definitions: {} });
  const log = new RecordingLog();
  const source = { charts: [], list: () => [...views.values()], find: (id: string) => views.get(id) };
  const server = await startInspectorServer({ port: 0, inspector, source, log, ...more });
  t.after(() => server.close());
  return { server, inspector, views, log, ws: server.url.replace('http', 'ws') };
}

/** What a viewer was told, and a way to wait for more. */
async function view(url: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, { headers });
  const told: (InsideMessage & Record<string, unknown>)[] = [];
  socket.on('message', (data) => told.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code]) => Number(code));
  await once(socket, 'open');
  const next = async (isMeant: (message: InsideMessage) => boolean) => {
    while (!told.some(isMeant)) await once(socket, 'message', { signal: AbortSignal.timeout(10_000) });
    return told.find(isMeant);
  };
  return { socket, told, next, closed };
}

async function statusOfUpgrade(url: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(url, { headers });
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
  });
}

const started = (actorId: string, sessionId: string): InspectedFact => ({
  type: 'actor',
  ...{ actorId, rootId: actorId, sessionId, name: 'session', chart: 'session', parentId: undefined },
});

test('the feed says which charts and sessions there are, and how the chosen one stands and changes', async (t) => {
  const { views, ws } = await start(t);
  const viewer = await view(`${ws}/feed?session=brave-otter-001`);

  await viewer.next(({ type }) => type === 'session');
  assert.deepEqual(
    viewer.told.map(({ type }) => type),
    ['charts', 'sessions', 'session'],
  );
  views.set(VIEW.sessionId, { ...VIEW, openStreams: 1 });
  await viewer.next((message) => message.type === 'session' && message.session.openStreams === 1);
  views.clear();
  await viewer.next(({ type }) => type === 'gone');
  await viewer.next((message) => message.type === 'sessions' && message.sessions.length === 0);
});

test('a viewer chooses another session, or none, and is sent away for anything else it says', async (t) => {
  const { server, views, ws } = await start(t);
  views.set('calm-heron-002', { ...VIEW, sessionId: 'calm-heron-002' });
  const viewer = await view(`${ws}/feed`);
  await viewer.next(({ type }) => type === 'sessions');

  viewer.socket.send(JSON.stringify({ type: 'watch', sessionId: 'calm-heron-002' }));
  await viewer.next((message) => message.type === 'session' && message.session.sessionId === 'calm-heron-002');
  viewer.socket.send(JSON.stringify({ type: 'watch', sessionId: null }));
  for (const wrong of ['{', 'null', '{"type":"watch"}', '{"type":"watch","sessionId":"../x"}', '{"type":"stop"}']) {
    const other = await view(`${ws}/feed`);
    other.socket.send(wrong);
    assert.equal(await other.closed, 1008, wrong);
  }
  viewer.socket.close();
  await viewer.closed;
  while (server.counts.viewers > 0) await new Promise(setImmediate);
});

test('what is no session id selects nothing', async (t) => {
  const { inspector, ws } = await start(t);
  inspector.observe(started('x:1', 'brave-otter-001'));
  const viewer = await view(`${ws}/feed?session=A%20B`);

  const gone = await viewer.next(({ type }) => type === 'gone');

  assert.deepEqual(gone, { type: 'gone', sessionId: '-' });
});

test('the receiver of @statelyai/inspect understands the events, and gets those of the chosen session', async (t) => {
  const { inspector, ws } = await start(t);
  inspector.observe(started('x:1', 'brave-otter-001'));
  inspector.observe(started('x:2', 'calm-heron-002'));
  const received: string[] = [];

  const receiver = createWebSocketReceiver({ server: `${ws}/events?session=brave-otter-001` });
  await new Promise<void>((resolve) => {
    receiver.subscribe((event) => {
      received.push(`${event.type} ${event.sessionId}`);
      if (event.type === '@xstate.actor') {
        inspector.observe({
          ...{ type: 'event', actorId: 'x:1', rootId: 'x:1', sessionId: 'brave-otter-001', sourceId: undefined },
          event: { type: 'audio.arrived' },
        });
      } else resolve();
    });
  });

  assert.deepEqual(received, ['@xstate.actor x:1', '@xstate.event x:1']);
});

test('pages from elsewhere and names that only lead here are refused; this machine’s and Stately’s are not', async (t) => {
  const { server, ws } = await start(t);
  const status = async (host: string, path = '/') => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.end(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    const [data] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return Number(String(data).split(' ')[1]);
  };

  assert.equal(await status('rostrum.evil.example'), 403);
  assert.equal(await status('127.0.0.1.evil.example'), 403);
  assert.equal(await status('localhost:8082'), 200);
  assert.equal(await status('127.0.0.1:8082', '//['), 404);
  assert.equal(await statusOfUpgrade(`${ws}/feed`, { origin: 'https://evil.example' }), 403);
  assert.equal(await statusOfUpgrade(`${ws}/feed`, { host: 'evil.example' }), 403);
  assert.equal(await statusOfUpgrade(`${ws}/events`, { origin: 'null' }), 403);
  assert.equal(await statusOfUpgrade(`${ws}/elsewhere`), 404);
  assert.equal(await statusOfUpgrade(`${ws}/events`, { origin: 'https://stately.ai' }), 101);
  assert.equal(await statusOfUpgrade(`${ws}/feed`, { origin: 'http://localhost:3000' }), 101);
});

test('it listens on loopback, and says so in one line when its port is taken', async (t) => {
  const { server, inspector, log } = await start(t);
  const { port, hostname } = new URL(server.url);

  assert.equal(hostname, '127.0.0.1');
  await assert.rejects(
    startInspectorServer({
      port: Number(port),
      inspector,
      log,
      source: { charts: [], list: () => [], find: () => undefined },
    }),
    new RegExp(`inspector port ${port} on 127\\.0\\.0\\.1 is taken`),
  );
});

test('the page needs nothing from elsewhere, and the Stately page names only Stately', async (t) => {
  const { server } = await start(t);

  const page = await (await fetch(server.url)).text();
  const stately = await (await fetch(`${server.url}/stately`)).text();

  assert.doesNotMatch(page, /https?:\/\/|src=|@import/);
  assert.deepEqual([...new Set(stately.match(/https?:\/\/[\w.]+/g))], ['https://stately.ai']);
  assert.equal((await fetch(`${server.url}/nothing`)).status, 404);
  assert.equal((await fetch(server.url, { method: 'POST' })).status, 405);
});

test('one viewer too many is refused, until another has gone', async (t) => {
  const { server, ws } = await start(t);
  const viewers = [];
  for (let viewer = 0; viewer < MAX_VIEWERS; viewer += 1) viewers.push(await view(`${ws}/feed`));

  assert.equal(await statusOfUpgrade(`${ws}/feed`), 503);
  assert.deepEqual(server.counts, { viewers: MAX_VIEWERS, dropped: 0 });
  viewers[0]?.socket.close();
  await viewers[0]?.closed;
  while (server.counts.viewers === MAX_VIEWERS) await new Promise(setImmediate);
  assert.equal(await statusOfUpgrade(`${ws}/feed`), 101);
});

test('a viewer that does not read is dropped, counted and logged; nobody waits for it', async (t) => {
  const { inspector, log, server, ws } = await start(t, { maxBacklogBytes: 65_536 });
  const slow = await view(`${ws}/events`);
  slow.socket.pause();
  const other = await view(`${ws}/feed`);
  const languages = Array.from({ length: 50 }, () => 'a'.repeat(80));

  // More than the sockets' own buffers hold, whatever the machine's are.
  for (let event = 0; server.counts.dropped === 0 && event < 20_000; event += 1) {
    inspector.observe({
      ...{ type: 'event', actorId: 'x:1', rootId: 'x:1', sessionId: 'brave-otter-001', sourceId: undefined },
      event: { type: 'audience.changed', audience: { count: event, languages } } as never,
    });
  }

  assert.equal(server.counts.dropped, 1);
  assert.equal(log.lines.at(-1)?.message, 'a viewer was disconnected because it was too slow');
  await other.next(({ type }) => type === 'sessions');
  slow.socket.resume();
  await slow.closed;
  while (server.counts.viewers > 1) await new Promise(setImmediate);
});
