import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamStartLimiter } from '../../../src/actors/resilience/stream-start-limiter.ts';
import { hostSession } from '../../../src/actors/session/hosted-session.ts';
import { DEFAULT_SESSION_SETTINGS } from '../../../src/actors/session/session-settings.ts';
import { guardedTranscription } from '../../../src/actors/speech/guarded-transcription.ts';
import { ActorBench, FACTS } from '../../support/actors/actor-bench.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { speechOf, stampedPcm } from '../../support/actors/stamped-pcm.ts';

const SESSIONS = 40;
const PER_SECOND = 10;

/** Many sessions on one service, behind one limiter. */
function setUp() {
  const { transcription: timings, ...defaults } = DEFAULT_SESSION_SETTINGS;
  const bench = new ActorBench({ ...defaults, transcription: { ...timings, recoveryWindowMs: 500 } });
  const { clock, log, metrics, transcription, circuits } = bench;
  const openedAt: number[] = [];
  transcription.script = (stream) => {
    openedAt.push(clock.now());
    stream.opened();
  };
  const limiter = new StreamStartLimiter({ clock, metrics, perSecond: PER_SECOND, maxWaiting: 2 * SESSIONS });
  const guarded = guardedTranscription({
    ...{ port: transcription, circuit: circuits.transcribe, limiter, clock, metrics },
    connectTimeoutMs: timings.connectTimeoutMs,
  });
  const sessions = Array.from({ length: SESSIONS }, (_, at) => {
    const info = { ...FACTS, sessionId: `brave-otter-${at}` };
    const { session } = hostSession({
      ...{ info, ports: { ...bench.ports, transcription: guarded }, version: 1 },
      onEnded: () => {},
    });
    session.start();
    return session;
  });
  const speak = (from: number, samples: number) => {
    for (const session of sessions) session.gate.offer(stampedPcm(from, samples), clock.now());
  };
  const messages = () => log.lines.map(({ message }) => message);
  return { bench, clock, limiter, log, metrics, transcription, sessions, openedAt, speak, messages };
}

test('when all streams die at once they are opened again one by one; nobody is given up for having waited, nothing is lost', async () => {
  const { bench, clock, limiter, metrics, transcription, sessions, openedAt, speak, messages } = setUp();
  speak(0, 1_600);
  await clock.advance(5_000);
  assert.equal(transcription.streams.length, SESSIONS);
  openedAt.length = 0;

  for (const stream of transcription.streams) stream.die('connectionLost');
  speak(1_600, 1_600);
  await clock.advance(10_000);

  assert.equal(openedAt.length, SESSIONS);
  for (const [at, time] of openedAt.entries()) assert.ok(at === 0 || time - (openedAt[at - 1] ?? 0) >= 100);
  assert.equal(messages().filter((message) => message === 'transcription restored').length, SESSIONS);
  assert.equal(messages().includes('transcription failed'), false);
  assert.equal(metrics.total('AudioMsLost'), 0);
  for (const stream of transcription.streams.slice(SESSIONS)) {
    assert.deepEqual(speechOf(stream.frames), [[0, 3_200]]);
  }
  for (const session of sessions) session.end('ended');
  await clock.advance(10_000);
  assert.deepEqual([transcription.openCount, limiter.waiting], [0, 0]);
  for (const circuit of Object.values(bench.circuits)) circuit.stop();
  assert.equal(clock.pending, 0);
});

test('a session that ends while it waits for its turn leaves the line', async () => {
  const { clock, limiter, transcription, sessions, speak } = setUp();
  speak(0, 1_600);
  await settled();
  assert.equal(limiter.waiting, SESSIONS - 1);

  for (const session of sessions) session.end('ended');
  await clock.advance(10_000);

  assert.equal(limiter.waiting, 0);
  assert.equal(transcription.openCount, 0);
  assert.equal(clock.pending, 0);
});
