/** A hall of people behind one address: real clients, a server process with the limits it is shipped with, a network between. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Listener } from '../../src/client/listener.ts';
import { Speaker } from '../../src/client/speaker.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { startGate } from '../support/gate.ts';
import { ready, runServer } from '../support/server-process.ts';

const LISTENERS = 200;
const LANGUAGES = ['es', 'ca', 'gl', 'eo'] as const;
/** All are back this soon after the network is. */
const BACK_MS = 15_000;

test('200 listeners behind one address join, blink, and are all back within 15 s, each once and in its language, whoever guesses beside them', async (t) => {
  const { url } = await ready(runServer(t, {}));
  const network = await startGate(t, url);
  const signIn = () => devToken(url, { userId: 'ada' });
  const speaker = await Speaker.create({ url: network.endpoint, WebSocket, token: signIn, sourceLanguage: 'en' });
  t.after(() => speaker.close());
  const { sessionId } = speaker;
  const join = (language: string) =>
    Listener.join({ url: network.endpoint, WebSocket, sessionId, targetLanguage: language });
  const hall = await Promise.all(
    Array.from({ length: LISTENERS }, (_, n) => join(LANGUAGES[n % LANGUAGES.length] as string)),
  );
  t.after(() => {
    for (const listener of hall) listener.close();
  });
  assert.equal((await speaker.status()).listenerCount, LISTENERS);
  const guesses = [];
  for (let n = 100; n < 112; n += 1) guesses.push((await fetch(`${url}/sessions/some-guess-${n}`)).status);
  assert.deepEqual(guesses, [...Array(10).fill(404), 429, 429]);

  const everybody = [...hall, speaker];
  const are = (state: string) =>
    Promise.all(
      everybody.map(async (client) => {
        while (client.state !== state) await client.next('connection');
      }),
    );
  const away = are('reconnecting');
  network.shut();
  await away;
  const backAt = performance.now() + BACK_MS;
  const back = are('open');
  network.open();
  await back;

  assert.ok(performance.now() < backAt, `it took ${Math.round(performance.now() - backAt + BACK_MS)} ms`);
  const { listenerCount, languageDistribution } = await speaker.status();
  assert.equal(listenerCount, LISTENERS);
  assert.deepEqual(languageDistribution, Object.fromEntries(LANGUAGES.map((language) => [language, LISTENERS / 4])));
  const told = Promise.all(hall.map((listener) => listener.next('broadcastMuted')));
  await speaker.mute();
  await told;
});
