/** With real processes and a fake engine in them. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  EngineProcess,
  type EngineProcessOptions,
} from '../../../../emulators/transcribe/engine-process/engine-process.ts';
import type { HearingEvents } from '../../../../emulators/transcribe/engine-process/pooled-process.ts';
import type { RecognisedResult } from '../../../../emulators/transcribe/recogniser.ts';
import { type FakeEngineOrders, fakeSpec } from '../../../support/engine/fake-engine.ts';
import { fakeSpeech } from '../../../support/engine/fake-speech.ts';

const PROGRAM = fileURLToPath(new URL('../../../support/engine/fake-engine-program.ts', import.meta.url));
const PARENT = fileURLToPath(new URL('../../../support/engine/parent-program.ts', import.meta.url));
const ORDER = { language: 'en', askedStepMs: 100, firstSample: 0, knownSamples: 0 };
const SPEECH = fakeSpeech([
  [5, 8_000],
  [0, 3_200],
]);

function forkEngine(t: TestContext, options: Partial<EngineProcessOptions> = {}): EngineProcess {
  const engine = new EngineProcess({ log: () => {}, program: PROGRAM, ...options });
  t.after(() => engine.close());
  return engine;
}

/** A server that sees the process end: the engine connects to it when it loads. */
async function startLifeline(t: TestContext): Promise<{ orders: FakeEngineOrders; connected: Promise<Socket> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const connected = once(server, 'connection').then(([socket]) => (socket as Socket).resume());
  return { orders: { lifelinePort: (server.address() as AddressInfo).port }, connected };
}

/** Hears the speech to its end. */
function hear(engine: EngineProcess): Promise<RecognisedResult[]> {
  return new Promise((resolve, reject) => {
    const results: RecognisedResult[] = [];
    const events: HearingEvents = {
      results: (more) => results.push(...more),
      heard: () => {},
      rested: () => reject(new Error('rested')),
      finished: () => resolve(results),
      failed: (message) => reject(new Error(message)),
    };
    const hearing = engine.open(ORDER, events);
    hearing.hear(SPEECH.pcm);
    hearing.finish();
  });
}

test('signals that reach the whole group do not end it: it is let go of when the server has drained', async (t) => {
  const engine = forkEngine(t);
  assert.equal((await engine.start(fakeSpec())).ok, true);

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(Number(engine.pid), signal);
  const results = await hear(engine);

  assert.deepEqual([results.at(-1)?.isPartial, results.at(-1)?.transcript], [false, '5:0-8000']);
});

test('it ends at once when its parent was killed', async (t) => {
  const { orders, connected } = await startLifeline(t);
  const parent = fork(PARENT, [String(orders.lifelinePort)], { stdio: 'ignore' });
  t.after(() => parent.kill('SIGKILL'));
  const lifeline = await connected;

  const ended = once(lifeline, 'close');
  parent.kill('SIGKILL');

  await ended;
});

test('it ends also when it hangs in a decode while its parent is killed', {
  skip: process.platform !== 'linux' && 'the signal is one of Linux',
  timeout: 20_000,
}, async (t) => {
  const { orders, connected } = await startLifeline(t);
  const parent = fork(PARENT, [String(orders.lifelinePort), 'hang'], { stdio: 'ignore' });
  t.after(() => parent.kill('SIGKILL'));
  const lifeline = await connected;
  const [pid] = await once(lifeline, 'data');
  t.after(() => {
    if (!lifeline.closed) process.kill(Number(pid), 'SIGKILL');
  });

  const ended = once(lifeline, 'close', { signal: AbortSignal.timeout(5_000) });
  parent.kill('SIGKILL');

  await ended;
});

test('one that is stopped ends when it is closed, by force', async (t) => {
  const { orders, connected } = await startLifeline(t);
  const engine = forkEngine(t);
  await engine.start(fakeSpec(orders));
  const ended = once(await connected, 'close');

  process.kill(Number(engine.pid), 'SIGSTOP');
  await engine.close();

  await ended;
});

test('closed while it loads it ends too, and its start says so', async (t) => {
  const engine = forkEngine(t);
  engine.listen({ onStatus: () => {}, onEnd: () => assert.fail('it was told to') });
  const starting = engine.start(fakeSpec());

  await engine.close();

  const outcome = await starting;
  // By force where its code takes more than a second to load.
  assert.match(
    outcome.ok ? 'started' : outcome.message,
    /^the process of the speech engine ended \((exit status 0|signal SIGKILL)\)$/,
  );
  assert.equal((await engine.start(fakeSpec())).ok, false);
});

test('a process that cannot be had is one line', async (t) => {
  const engine = forkEngine(t, { program: '/nowhere/engine.js' });

  const outcome = await engine.start(fakeSpec());

  assert.deepEqual(outcome, { ok: false, message: 'the process of the speech engine ended (exit status 1)' });
});

test('who hears in it is told when it dies; whoever owns it is told first', async (t) => {
  const told: string[] = [];
  const engine = forkEngine(t);
  const ended = new Promise<void>((resolve) => {
    engine.listen({
      onStatus: () => {},
      onEnd: (how) => {
        told.push(how);
        resolve();
      },
    });
  });
  await engine.start(fakeSpec());
  engine.open(ORDER, {
    results: () => {},
    heard: () => {},
    rested: () => {},
    finished: () => {},
    failed: (message) => told.push(message),
  });

  engine.kill('it has 700 MB');
  await ended;

  assert.deepEqual(told, ['it has 700 MB', 'The process of the speech engine ended (it has 700 MB).']);
  assert.equal(engine.speakers, 0);
});

test('its name in the list of processes is rostrum-asr', { skip: process.platform !== 'linux' }, async (t) => {
  const engine = forkEngine(t);
  await engine.start(fakeSpec());

  assert.match(readFileSync(`/proc/${engine.pid}/cmdline`, 'utf8'), /^rostrum-asr/);
});
