import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toRefreshComplete, toSessionCreated, toSessionJoined } from '../../../src/server/sockets/join-responses.ts';
import { FACTS, SessionBench } from '../../support/actors/actor-bench.ts';
import { START_MS } from '../../support/actors/fake-clock.ts';

const { sessionId, expiresAt } = FACTS;
const timestamp = START_MS / 1000;

test('a speaker is told its session, until when it lives, and how it stands', () => {
  const { session, clock } = new SessionBench();

  assert.deepEqual(toSessionCreated(session, 'c1', clock), {
    ...{ type: 'sessionCreated', sessionId, timestamp, connectionId: 'c1', expiresAt },
    ...{ sourceLanguage: 'en', qualityTier: 'standard', broadcastState: session.broadcastState },
  });
});

test('a listener is told how many listen, itself counted, and how the broadcast stands', () => {
  const bench = new SessionBench();
  const { session, clock } = bench;
  bench.listen('c2', 'es');
  session.control({ action: 'pauseBroadcast' }, clock.unixNow());

  assert.deepEqual(toSessionJoined(session, { connectionId: 'c2', targetLanguage: 'es' }, clock), {
    ...{ type: 'sessionJoined', sessionId, timestamp, connectionId: 'c2', targetLanguage: 'es' },
    ...{ sourceLanguage: 'en', qualityTier: 'standard', listenerCount: 1 },
    broadcastState: { ...session.broadcastState, isPaused: true },
  });
});

test('a listener who comes to a silent speaker is told for how long it has been silent', async () => {
  const bench = new SessionBench({ silentAfterMs: 1_000 });
  for (let ms = 0; ms <= 2_000; ms += 100) {
    bench.session.gate.offer(new Uint8Array(3_200), bench.clock.now());
    await bench.clock.advance(100);
  }

  const { audioSilentMs } = toSessionJoined(bench.session, { connectionId: 'c2', targetLanguage: 'es' }, bench.clock);

  assert.equal(audioSilentMs, bench.session.greeting.audioSilentMs);
  assert.ok(Number.isInteger(audioSilentMs) && Number(audioSilentMs) >= 1_000);
  await bench.over();
});

test('who has refreshed is told its seat: a listener with its language, a speaker without', () => {
  const { session, clock } = new SessionBench();
  const head = { type: 'connectionRefreshComplete', sessionId, timestamp };

  const speaker = { role: 'speaker', connectionId: 'c1' } as const;
  const listener = { role: 'listener', connectionId: 'c2', targetLanguage: 'es' } as const;
  assert.deepEqual(toRefreshComplete(session, speaker, clock), { ...head, ...speaker });
  assert.deepEqual(toRefreshComplete(session, listener, clock), { ...head, ...listener });
});
