import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeardAudio } from '../../src/client/client-events.ts';
import { Listener } from '../../src/client/listener.ts';
import type { RostrumError } from '../../src/client/rostrum-error.ts';
import { ClientBench } from '../support/client/client-bench.ts';
import { SESSION } from '../support/client/simulated-server.ts';

test('a listener joins without a token, asking on the open socket', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();

  assert.equal(bench.server.last.url.href, 'ws://rostrum.test/prod');
  assert.deepEqual(bench.server.last.protocols, []);
  assert.deepEqual(bench.server.told, [{ action: 'joinSession', sessionId: SESSION, targetLanguage: 'es' }]);
  assert.deepEqual([listener.sessionId, listener.targetLanguage], [SESSION, 'es']);
  listener.close();
});

test('what is said before the greeting is an event, and no greeting', async () => {
  const bench = new ClientBench();
  const seen: string[] = [];
  bench.server.intercept = (socket) => {
    socket.say({ type: 'speakerAway', graceMs: 1 });
    socket.say({ type: 'sessionJoined' });
    return true;
  };
  const listener = await bench.listener({
    on: { speakerAway: () => seen.push('away'), sessionJoined: () => seen.push('joined') },
  });

  assert.deepEqual(seen, ['away', 'joined']);
  assert.equal(listener.connectionId, '', 'not known, where the server does not say');
  listener.close();
});

test('audio comes as samples, too', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  const heard: HeardAudio[] = [];
  listener.on('audio', (audio) => heard.push(audio));
  const pcm = Uint8Array.from({ length: 3_200 }, (_, i) => (i * 7) % 256);
  const audioData = Buffer.from(pcm).toString('base64');
  bench.server.last.say({
    type: 'audio',
    audioData,
    format: 'pcm',
    sampleRate: 16_000,
    channels: 1,
    sequenceNumber: 1,
  });
  bench.server.last.say({ type: 'audio', audioData: 7 });
  await bench.clock.advance(100);

  assert.deepEqual(heard[0]?.pcm, pcm);
  assert.equal(heard[0]?.sequenceNumber, 1);
  assert.equal(heard[1]?.pcm, undefined);
  listener.close();
});

test('a language is changed, and a refused one is not taken for changed', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  await bench.after(100, listener.changeLanguage('ca'));
  assert.equal(listener.targetLanguage, 'ca');
  assert.equal((await bench.after(100, listener.pausePlayback())).type, 'playbackPaused');

  bench.server.intercept = (socket) => {
    socket.say({ type: 'error', code: 'UNSUPPORTED_LANGUAGE', statusCode: 400, message: 'no', details: {} });
    return true;
  };
  const refused = bench.after(100, listener.changeLanguage('xx'));
  await assert.rejects(refused, ({ code }: RostrumError) => code === 'UNSUPPORTED_LANGUAGE');
  assert.equal(listener.targetLanguage, 'ca');
  listener.close();
});

test('a refused join is the error of join', async () => {
  const bench = new ClientBench();
  bench.server.intercept = (socket) => {
    socket.say({ type: 'error', code: 'SESSION_NOT_FOUND', statusCode: 404, message: 'gone' });
    return true;
  };
  await assert.rejects(bench.listener(), ({ code, details }: RostrumError) => {
    assert.deepEqual(details, {});
    return code === 'SESSION_NOT_FOUND';
  });
  await bench.clock.advance(100);
  assert.equal(bench.clock.pending, 0);
});

test('the end of the session closes the listener', async () => {
  const bench = new ClientBench();
  const listener = await bench.after(
    100,
    Listener.join({ ...bench.options, sessionId: SESSION, targetLanguage: 'es', transcripts: true }),
  );
  const ended = listener.next('sessionEnded');
  bench.server.last.say({ type: 'sessionEnded', reason: 'speakerDisconnected' });

  assert.equal((await bench.after(100, ended)).reason, 'speakerDisconnected');
  assert.deepEqual([listener.state, bench.clock.pending], ['closed', 0]);
});
