import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createColors } from 'picocolors';
import type { SessionView } from '../../../src/protocol/inside.ts';
import type { Program } from '../../../testkit/programs/program.ts';
import { WATCH } from '../../../tools/watch/options.ts';
import { toPicture } from '../../../tools/watch/picture.ts';
import { startCommand } from '../../support/command.ts';
import { startTestServer } from '../../support/test-server.ts';

const start = (t: TestContext, args: readonly string[]) => startCommand(t, 'tools/watch/main.ts', args);
const run = (t: TestContext, args: readonly string[]) => start(t, args).ended();

/** Resolves once this has been written. */
async function shown({ output, child }: Program, text: string): Promise<void> {
  while (!output.stdout.includes(text)) {
    assert.ok(child.stdout, 'its output is read');
    await once(child.stdout, 'data', { signal: AbortSignal.timeout(30_000) });
  }
}

test('the command line takes one session, and says in one line what is wrong', () => {
  assert.deepEqual(WATCH.parse(['brave-otter-001', '--once', '--url', 'http://localhost:1/']), {
    kind: 'run',
    options: { sessionId: 'brave-otter-001', url: 'http://localhost:1', once: true, json: false },
  });
  assert.deepEqual(WATCH.parse(['-h']), { kind: 'help' });
  for (const [args, message] of [
    [['a', 'b'], /one session/],
    [['--url', 'localhost:9090'], /--url is an http or https address/],
    [['--what'], /Unknown option/],
  ] as const) {
    const parsed = WATCH.parse(args);
    assert.match(parsed.kind === 'wrong' ? parsed.message : '', message);
  }
});

test('a session is watched until it is over: states, counters, each change as it comes', async (t) => {
  const server = await startTestServer(t);
  const { speaker, sessionId } = await server.speaker('ada');
  await server.listener(sessionId, 'es');
  const watching = start(t, ['--url', `http://127.0.0.1:${server.running.adminPort}`]);

  await shown(watching, `${sessionId}  en`);
  await shown(watching, 'listeners                 1 (es 1)');
  await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
  await shown(watching, 'broadcast.mute live.mute.unmuted');
  await shown(watching, '→ live.mute.muted');
  speaker.send({ action: 'endSession' });

  const { code, stdout } = await watching.ended();
  assert.equal(code, 0);
  assert.match(stdout, /the session is over\n$/);
  assert.ok(!stdout.includes('\u001b'), 'no colours where there is no terminal');
});

test('one document, or one picture, and no more when that is what is asked for', async (t) => {
  const server = await startTestServer(t);
  const { sessionId } = await server.speaker('ada');
  const url = `http://127.0.0.1:${server.running.adminPort}`;

  const document = await run(t, [sessionId, '--url', url, '--once', '--json']);
  const unknown = await run(t, ['calm-heron-002', '--url', url]);

  assert.equal((JSON.parse(document.stdout) as SessionView).sessionId, sessionId);
  assert.deepEqual(
    [unknown.code, unknown.stderr],
    [1, `watch: there is no session calm-heron-002; live now: ${sessionId}\n`],
  );
});

test('without a server, with none of ours, and without a session it says so in one line', async (t) => {
  const other = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  const server = await startTestServer(t);

  const [none, notOurs, empty, help] = await Promise.all([
    run(t, ['--url', 'http://127.0.0.1:1']),
    run(t, ['--url', `http://127.0.0.1:${port}`]),
    run(t, ['--url', `http://127.0.0.1:${server.running.adminPort}`]),
    run(t, ['--help']),
  ]);

  assert.match(none.stderr, /^watch: no server answers at http:\/\/127\.0\.0\.1:1; is it running\?[^\n]*\n$/);
  assert.match(notOurs.stderr, /^watch: http:\/\/127\.0\.0\.1:\d+ is no Rostrum server’s admin port[^\n]*\n$/);
  assert.equal(empty.stderr, 'watch: no session is live now\n');
  assert.deepEqual([none.code, notOurs.code, empty.code, help.code], [1, 1, 1, 0]);
  assert.equal(help.stdout, WATCH.usage);
});

test('a picture shows what has gone wrong in another colour, and how long the session is on', () => {
  const view: SessionView = {
    ...{
      sessionId: 'brave-otter-001',
      sourceLanguage: 'en',
      createdAt: 0,
      isSpeakerPresent: true,
      listeners: 3,
      epoch: 2,
    },
    broadcast: { isActive: true, isPaused: false, isMuted: false, volume: 1, lastStateChange: 1 },
    active: { session: ['session.draining.lingering'], transcription: ['transcription.unproven.opening.asking'] },
    ...{ languages: { es: 3 }, lagging: 1, heldMs: 40, openStreams: 1 },
    counters: { AudioChunksReceived: 5, AudioChunksDropped: 2 },
    latencies: {
      EarVoiceSpan: {
        ...{ count: 9, meanMs: 4_000, p50Ms: 4_100 },
        ...{ p90Ms: 6_000, p95Ms: 6_500, p99Ms: 7_000, maxMs: 7_000 },
      },
    },
    changes: [
      {
        ...{ seq: 1, at: 0, chart: 'session', event: 'xstate.done.actor.transcription' },
        ...{ left: [], entered: ['session.live.stream.idle'] },
      },
    ],
    segments: [],
  };

  const text = toPicture(view, 3_725_000, createColors(true)).join('\n');
  const plain = toPicture(view, 0, createColors(false)).join('\n');

  assert.match(text, /on for 1:02:05/);
  assert.ok(text.includes('\u001b[33m2\u001b[39m'));
  assert.match(plain, /taken up again 2 times/);
  assert.match(plain, /3 \(es 3\), 1 not keeping up/);
  assert.match(plain, /EarVoiceSpan p50, p90 +4100 ms, 6000 ms/);
  assert.match(plain, /session {19}draining\.lingering/);
  assert.match(plain, /done transcription \(begins\) → live\.stream\.idle/);
});
