import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import type { SessionView } from '../../src/protocol/inside.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const MARKER = 'heliotrope';

/** Everything one viewer was told, as text. */
async function watchAll(t: { after(end: () => void): void }, url: string) {
  const socket = new WebSocket(url);
  const told: string[] = [];
  socket.on('message', (data) => told.push(String(data)));
  t.after(() => socket.terminate());
  await once(socket, 'open');
  const until = async (isMeant: (text: string) => boolean) => {
    while (!told.some(isMeant)) await once(socket, 'message', { signal: AbortSignal.timeout(20_000) });
  };
  return { told, until };
}

async function inside(server: TestServer, path = ''): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${server.running.adminPort}/inside${path}`);
  return { status: response.status, body: await response.json() };
}

test('without INSPECT no inspector is there, and the admin port shows sessions from inside all the same', async (t) => {
  const server = await startTestServer(t);
  const { speaker, sessionId } = await server.speaker('ada-lovelace');
  await server.listener(sessionId, 'es');
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');

  assert.equal(server.running.inspectUrl, undefined);
  assert.equal(server.running.parts.inspector, undefined);
  const { body: list } = await inside(server);
  const [only] = (list as { sessions: { sessionId: string }[] }).sessions;
  assert.equal(only?.sessionId, sessionId);
  const { status, body } = await inside(server, `/${sessionId}`);
  const view = body as SessionView;
  assert.equal(status, 200);
  assert.ok(view.active.session?.includes('session.live.pause.paused'));
  assert.deepEqual(view.languages, { es: 1 });
  assert.equal(view.changes.at(-1)?.event === undefined, false);
  assert.ok(view.changes.some(({ event }) => event === 'broadcast.pause'));
  assert.doesNotMatch(JSON.stringify(view), /lovelace/);
  assert.equal((await inside(server, '/calm-heron-002')).status, 404);
});

test('nothing of what is said, or of who says it, reaches an inspector; late or early', async (t) => {
  const server = await startTestServer(t, { INSPECT: '1', INSPECT_PORT: '0', EMBEDDED_ASR: 'script' });
  const ws = server.running.inspectUrl?.replace('http', 'ws') ?? '';
  const early = await watchAll(t, `${ws}/events`);
  const token = await server.token(`user-${MARKER}`);
  const speaker = server.connect({ token, action: 'createSession', sourceLanguage: 'en' });
  const sessionId = String((await speaker.next('sessionCreated')).sessionId);
  const feed = await watchAll(t, `${ws}/feed?session=${sessionId}`);
  const listener = await server.listener(sessionId, 'es');
  // The scripted recogniser's first sentence takes 2.3 s of audio, whatever is in it.
  for (let chunk = 0; chunk < 26; chunk += 1) speaker.send(new Uint8Array(3_200).fill(7));
  const said = await speaker.next('transcript', ({ isPartial }) => isPartial === false);
  for (const client of [speaker, listener]) client.send({ action: 'heartbeat', note: MARKER });
  speaker.send({ action: 'setVolume', volumeLevel: 0.5 });
  await speaker.next('volumeChanged');
  await early.until((text) => text.includes('volume.set'));
  const late = await watchAll(t, `${ws}/events?session=${sessionId}`);
  await late.until((text) => text.includes(`session ${sessionId}`));
  await feed.until((text) => text.includes('volume.set') && text.includes('FinalTranscripts'));
  const connections = server.running.parts.connections.all().map(({ connectionId }) => connectionId);
  speaker.send({ action: 'endSession' });
  await late.until((text) => text.includes('"done"'));

  const everything = [...early.told, ...late.told, ...feed.told].join('\n');
  const words = String(said.text).slice(0, 12);
  assert.ok(words.length === 12 && connections.length === 2);
  for (const secret of [words, MARKER, token, '127.0.0.1', 'Bwc', ...connections]) {
    assert.ok(!everything.includes(secret), `${secret} was told`);
  }
  assert.equal(server.running.parts.inspector?.counts.failed, 0);
  assert.ok(early.told.some((text) => text.includes('"name":"circuit"')));
  assert.ok(!late.told.some((text) => text.includes('"name":"circuit"')), 'one session alone was selected');
});
