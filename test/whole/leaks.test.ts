import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { childEnvironment } from '../../testkit/programs/child-environment.ts';
import { Program } from '../../testkit/programs/program.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { slopeOf } from '../../verify/soak/line-fit.ts';
import type { HeldObjects } from '../../verify/soak/probe.ts';
import { SERVER_SETTINGS } from '../../verify/soak/server-settings.ts';
import { SoakedServer } from '../../verify/soak/soaked-server.ts';
import type { ChurnReport } from '../support/leaks/churn-report.ts';
import { TestClient } from '../support/test-client.ts';

const CHURN = fileURLToPath(new URL('../support/leaks/session-churn.ts', import.meta.url));
const DEADLINE_MS = 60_000;

test('10,000 sessions that end in every way there is leave no actor, timer, stream or slot behind, and no memory', async () => {
  const report = await churn(10_000);

  assert.equal(report.sessions, 10_000);
  assert.ok(report.crashed > 1_000, 'charts were broken');
  assert.ok(report.streams.opened > 10_000, 'streams were recovered');
  assert.equal(report.streams.ended, report.streams.opened);
  // The three circuit breakers are actors too.
  assert.deepEqual(report.held, { sessions: 0, actors: 3, upstreams: 0, intakes: 0, forwarders: 0 });
  const warm = report.heap.filter(({ sessions }) => sessions >= 2_000);
  const bytes = slopeOf(warm.map(({ sessions, liveBytes }) => ({ x: sessions, y: liveBytes })));
  // Ids of sessions that are over are remembered, up to 10,000 of them: some 100 bytes each. A session is 20,000 or more.
  assert.ok(bytes < 600, `${Math.round(bytes)} bytes stay of a session`);
});

test('hundreds of sessions over sockets leave no connection, session, stream or socket behind, and little memory', async (t) => {
  const server = await SoakedServer.start({ ...SERVER_SETTINGS, SPEAKER_GRACE_MS: '200', SESSION_LINGER_MS: '1' });
  t.after(() => server.stop());
  const heap: { x: number; y: number }[] = [];
  let warm: HeldObjects | undefined;

  for (let wave = 1; wave <= WAVES; wave += 1) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => broadcast(t, server, wave * AT_ONCE + i)));
    await quiet(server);
    if (wave === WARM_UP_WAVES) warm = await server.objects();
    if (wave >= WARM_UP_WAVES) heap.push({ x: wave * AT_ONCE, y: (await server.memory(true)).heapBytes });
  }

  const left = await server.objects();
  assert.deepEqual([left.sessions, left.upstreams, left.connections], [0, 0, 0]);
  // Connections to the tables and the pipeline are kept alive and shared; one per session would be hundreds more.
  const count = (resources: Readonly<Record<string, number>>) => Object.values(resources).reduce((a, b) => a + b, 0);
  const more = count(left.resources) - count(warm?.resources ?? {});
  assert.ok(more < 2 * AT_ONCE, `${more} more resources: ${JSON.stringify(left.resources)}`);
  const bytes = slopeOf(heap);
  t.diagnostic(`${Math.round(bytes)} bytes a session, ${more} more resources`);
  // The rows of what has ended stay in the local tables, each with the 8 KiB of a buffer pool it may hold on to.
  assert.ok(bytes < 40_000, `${Math.round(bytes)} bytes stay of a session`);
  assert.equal(await server.stop(), '0');
  assert.deepEqual(server.lastWords, []);
});

const WAVES = 14;
const AT_ONCE = 25;
/** Code is compiled, pools are filled. */
const WARM_UP_WAVES = 4;

/** One session, spoken in and listened to, that ends in one of four ways. */
async function broadcast(t: TestContext, server: SoakedServer, number: number): Promise<void> {
  const { port } = server;
  const token = await devToken(`http://127.0.0.1:${port}`, { userId: `user-${number}` });
  const connect = (query: Record<string, string>) => {
    const client = new TestClient(`ws://127.0.0.1:${port}/?${new URLSearchParams(query)}`);
    t.after(() => client.socket.terminate());
    return client;
  };
  const speaker = connect({ token, action: 'createSession', sourceLanguage: 'en' });
  const { sessionId } = await speaker.next('sessionCreated');
  const listener = connect({ sessionId: String(sessionId), targetLanguage: 'de', transcripts: 'on' });
  await listener.next('sessionJoined');
  for (let block = 1; block <= 15; block += 5) {
    speaker.send(Buffer.concat([0, 1, 2, 3, 4].map((next) => stampBlock(block + next))));
    await speaker.next('audioReceived');
  }
  switch (number % 4) {
    case 0:
      speaker.send({ action: 'endSession' });
      break;
    case 1:
      speaker.socket.terminate();
      break;
    case 2: {
      const next = connect({ token, sessionId: String(sessionId) });
      await next.next('sessionCreated');
      assert.equal((await speaker.closed).code, 4409);
      next.socket.terminate();
      break;
    }
    default:
      await server.breakSession(String(sessionId));
      listener.send({ action: 'changeLanguage', targetLanguage: 'fr' });
  }
  await listener.next('sessionEnded');
  await listener.closed;
  speaker.socket.terminate();
}

/** Nothing is there any more that a client brought. */
async function quiet(server: SoakedServer): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const metrics = await server.metrics();
    const gauges = ['Sessions', 'Connections', 'RecordsWaiting'].map((name) => metrics.get(name));
    if (gauges.every((gauge) => gauge === 0)) return;
    assert.ok(Date.now() < deadline, `sessions, connections and rows stay: ${gauges}`);
    await sleep(20);
  }
}

async function churn(sessions: number): Promise<ChurnReport> {
  const program = new Program({
    args: ['--expose-gc', '--import', 'tsx', CHURN, String(sessions)],
    environment: childEnvironment(),
  });
  const { code, stdout, stderr } = await program.ended();
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as ChurnReport;
}
