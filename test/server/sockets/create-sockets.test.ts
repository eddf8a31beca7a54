import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AUDIO_MESSAGE, ServerBench, tokenOf } from '../../support/server/server-bench.ts';

test('every part of the floor goes by the settings that are its own', async () => {
  const bench = new ServerBench({
    ...{ ALLOWED_ORIGINS: 'https://talks.example', SUPPORTED_LANGUAGES: 'fr', MAX_AUDIO_BYTES: '2000' },
    ...{ CONTROL_MESSAGES_PER_SECOND: '3', CONTROL_BURST: '3', PING_INTERVAL_MS: '7000', IDLE_TIMEOUT_MS: '20000' },
  });
  const create = { token: tokenOf('ada'), action: 'createSession', sourceLanguage: 'en' };

  const stranger = await bench.connect(create, { headers: { origin: 'https://evil.example' } });
  const speaker = await bench.connect(create, { headers: { origin: 'https://talks.example' } });
  const { sessionId } = speaker.last('sessionCreated');
  const unheard = await bench.connect({ sessionId, targetLanguage: 'es' });
  speaker.send(AUDIO_MESSAGE);
  for (let n = 0; n < 4; n += 1) speaker.send({ action: 'pauseBroadcast' });
  await bench.advance(7_000);

  assert.equal(stranger.refusal.code, 'FORBIDDEN');
  assert.deepEqual(unheard.refusal.details, { supported: ['fr'] });
  const errors = speaker.messages.flatMap((message) => (message.type === 'error' ? [message.details] : []));
  assert.deepEqual(errors, [
    { kind: 'audio', limit: 2_000, size: 3_200 },
    { kind: 'control', limit: 3, retryAfterMs: 334 },
  ]);
  assert.equal(speaker.socket.pings, 1);
});

test('a listener that has closed is remembered where the next upgrade looks for it', async () => {
  const bench = new ServerBench();
  const { sessionId } = await bench.speaker();
  const { listener, connectionId } = await bench.listener(sessionId, 'fr');
  listener.socket.drop();

  const back = await bench.connect({ action: 'refreshConnection', role: 'listener', sessionId, connectionId });

  assert.equal(back.last('connectionRefreshComplete').targetLanguage, 'fr');
});

test('a page under a name of its own gets a socket of the server that served it if HOST is open, and none on loopback', async () => {
  const headers = { origin: 'http://hall.local:8080', host: 'hall.local:8080' };
  const create = { token: tokenOf('ada'), action: 'createSession', sourceLanguage: 'en' };

  const open = await new ServerBench({ HOST: '0.0.0.0' }).connect(create, { headers });
  const closed = await new ServerBench({ HOST: '127.0.0.1' }).connect(create, { headers });

  assert.equal(open.last('sessionCreated').sourceLanguage, 'en');
  assert.deepEqual([closed.refusal.code, closed.refusal.details], ['FORBIDDEN', { reason: 'origin' }]);
});
