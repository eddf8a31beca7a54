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
  await bench.clock.advance(100);

  assert.deepEqual(heard[0]?.pcm, pcm);
  assert.equal(heard[0]?.sequenceNumber, 1);
  listener.close();
});

for (const [claim, audioData, samples, details] of [
  [
    'wrapped at 76 characters, as mail has it,',
    Buffer.alloc(6_400, 9).toString('base64').replace(/.{76}/g, '$&\r\n'),
    6_400,
    undefined,
  ],
  ['without padding', Buffer.alloc(640, 9).toString('base64').replace(/=+$/, ''), 640, undefined],
  ['in the URL-safe alphabet', Buffer.alloc(640, 251).toString('base64url'), 640, undefined],
  ['with something in it that is no base64', `${Buffer.alloc(60, 9).toString('base64')}*AAA`, 60, { reason: 'base64' }],
  ['with half a sample at its end', Buffer.alloc(641, 9).toString('base64'), 640, { reason: 'oddLength' }],
  ['of no text at all', 7, 0, { reason: 'base64' }],
] as const) {
  test(`audio ${claim} is ${details ? 'heard as far as it can be read, and an error says so' : 'heard whole'}`, async () => {
    const bench = new ClientBench();
    const listener = await bench.listener();
    const heard: HeardAudio[] = [];
    const errors: object[] = [];
    listener.on('audio', (audio) => heard.push(audio));
    listener.on('error', ({ code, details: said }) => errors.push({ code, ...said }));
    bench.server.last.say({ type: 'audio', audioData, sequenceNumber: 4 });
    await bench.clock.advance(100);

    assert.deepEqual(
      heard.map(({ pcm }) => pcm.length),
      [samples],
    );
    const expected = details ? [{ code: 'INVALID_AUDIO_FORMAT', ...details, sequenceNumber: 4 }] : [];
    assert.deepEqual(errors, expected);
    listener.close();
  });
}

test('the same message delivered twice is heard once; a lower or equal number with other words, language or type is heard', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  const heard: string[] = [];
  listener.on('message', ({ type, sequenceNumber, targetLanguage, audioData, text }) =>
    heard.push([type, sequenceNumber, targetLanguage, audioData ?? text].join(' ')),
  );
  const audio = (sequenceNumber: number, audioData: string, more = {}) =>
    bench.server.last.say({ type: 'audio', sequenceNumber, targetLanguage: 'es', audioData, ...more });
  audio(7, 'AAAA');
  audio(7, 'AAAA', { timestamp: 9, traceparent: 'another attempt' });
  audio(7, 'AAAB');
  audio(7, 'AAAA', { targetLanguage: 'ca' });
  audio(0, 'AAAA'); // the pipeline was started again
  audio(7, 'AAAA');
  bench.server.last.say({ type: 'caption', sequenceNumber: 7, targetLanguage: 'es', text: 'AAAA' });
  bench.server.last.say({ type: 'caption', sequenceNumber: 7, targetLanguage: 'es', text: 'AAAA' });
  bench.server.last.say({ type: 'audio', targetLanguage: 'es', audioData: 'AAAA' });
  bench.server.last.say({ type: 'audio', targetLanguage: 'es', audioData: 'AAAA' });
  await bench.clock.advance(100);

  assert.deepEqual(heard, [
    'audio 7 es AAAA',
    'audio 7 es AAAB',
    'audio 7 ca AAAA',
    'audio 0 es AAAA',
    'caption 7 es AAAA',
    'audio  es AAAA',
    'audio  es AAAA',
  ]);
  listener.close();
});

test('a copy that comes after 64 others is news, and one on the next socket after a loss is a copy', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  let heard = 0;
  listener.on('audio', () => (heard += 1));
  const say = (sequenceNumber: number) => bench.server.last.say({ type: 'audio', sequenceNumber, audioData: 'AAAA' });
  for (let n = 0; n < 64; n += 1) say(n);
  say(0);
  await bench.clock.advance(100);
  assert.equal(heard, 64);
  bench.server.last.cut(1006);
  await bench.clock.advance(1_000);
  say(63);
  say(64);
  say(0);
  await bench.clock.advance(100);

  assert.equal(heard, 66);
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
