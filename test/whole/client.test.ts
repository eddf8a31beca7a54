/** The client of src/client against a whole server, over real sockets. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import type { HeardAudio } from '../../src/client/client-events.ts';
import type { ClientOptions } from '../../src/client/client-options.ts';
import { Listener } from '../../src/client/listener.ts';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { Speaker } from '../../src/client/speaker.ts';
import type { ServerMessageOf } from '../../src/protocol/server-messages.ts';
import { endOfSuite, startTestServer, type TestServer } from '../support/test-server.ts';

/** 100 ms of stamped speech: five blocks from a number on. */
const speech = (from: number) => Buffer.concat([0, 1, 2, 3, 4].map((next) => stampBlock(from + next)));
/** 20 ms blocks, numbered from 1. */
async function* talk(blocks: number) {
  for (let block = 1; block <= blocks; block += 5) yield speech(block);
}
const upTo = (blocks: number) => Array.from({ length: blocks }, (_, i) => i + 1);
const toBlocks = (finals: readonly ServerMessageOf<'transcript'>[]) =>
  finals.flatMap(({ text }) => [...text.matchAll(/\bb(\d+)\b/gi)].map((match) => Number(match[1])));

/** Sockets that the test can break, as a network would. */
function breakableSockets() {
  const sockets: WebSocket[] = [];
  class Breakable extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  return { WebSocket: Breakable, sockets };
}

const rejectsWith = (promise: Promise<unknown>, code: string, statusCode?: number) =>
  assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof RostrumError, String(error));
    assert.deepEqual([error.code, error.statusCode], [code, statusCode], error.message);
    return true;
  });

describe('the client over real sockets', () => {
  let server: TestServer;
  const suite = endOfSuite();
  before(async () => {
    server = await startTestServer(suite);
  });

  const options = (): ClientOptions => ({ url: server.url, WebSocket });
  const speak = (userId: string, more: Partial<ClientOptions> = {}) =>
    Speaker.create({ ...options(), token: () => server.token(userId), sourceLanguage: 'en', ...more });
  const listen = (sessionId: string, more: Partial<ClientOptions> = {}) =>
    Listener.join({ ...options(), sessionId, targetLanguage: 'es', transcripts: true, ...more });

  test('what is streamed is transcribed, translated and heard, and every block of it once', async () => {
    const speaker = await speak('ada-client');
    const listener = await listen(speaker.sessionId);
    const finals: ServerMessageOf<'transcript'>[] = [];
    const heard: HeardAudio[] = [];
    listener.on('transcript', (transcript) => transcript.isPartial || finals.push(transcript));
    const firstHeard = listener.next('audio');
    listener.on('audio', (audio) => heard.push(audio));

    await speaker.stream(talk(100));
    await firstHeard;
    const listenerEnded = listener.next('sessionEnded');
    assert.equal((await speaker.end()).reason, 'ended');
    assert.equal((await listenerEnded).reason, 'ended');

    assert.deepEqual(toBlocks(finals), upTo(100));
    assert.deepEqual(speaker.audio, { acknowledged: 20, refused: 0, overflowed: 0, inFlight: 0, waiting: 0 });
    for (const { pcm, audioData, sampleRate } of heard) {
      assert.deepEqual(Buffer.from(pcm), Buffer.from(audioData, 'base64'));
      assert.equal(sampleRate, 16_000);
    }
  });

  test('controls resolve with what the server made of them, and listeners are told', async () => {
    const speaker = await speak('bo-client');
    const listener = await listen(speaker.sessionId);
    const told: string[] = [];
    listener.on('message', ({ type }) => told.push(type));

    const paused = await speaker.pause();
    assert.deepEqual([paused.broadcastState?.isPaused, paused.listenersNotified], [true, 1]);
    assert.equal(typeof (await speaker.resume()).pauseDurationMs, 'number');
    await speaker.mute();
    await speaker.unmute();
    assert.equal((await speaker.setVolume(0.5)).volumeLevel, 0.5);
    const changed = await speaker.changeState({ isMuted: true, volume: 1 });
    assert.deepEqual([changed.state.isMuted, changed.state.volume], [true, 1]);
    const { listenerCount, languageDistribution } = await speaker.status();
    assert.deepEqual([listenerCount, languageDistribution], [1, { es: 1 }]);
    assert.equal((await listener.changeLanguage('ca')).targetLanguage, 'ca');
    assert.equal((await listener.pausePlayback()).type, 'playbackPaused');

    assert.deepEqual(
      told.filter((type) => /^(broadcast|volume|speakerState)/.test(type)),
      [
        'broadcastPaused',
        'broadcastResumed',
        'broadcastMuted',
        'broadcastUnmuted',
        'volumeChanged',
        'speakerStateChanged',
      ],
    );
    await speaker.end();
  });

  test('refusals are errors with the server’s code, status and details', async () => {
    const speaker = await speak('cy-client');
    await rejectsWith(speaker.setVolume(2), 'INVALID_PARAMETER', 400);
    await rejectsWith(speaker.changeState({}), 'INVALID_PARAMETER', 400);
    await rejectsWith(speak('cy-client'), 'SESSION_EXISTS', 409);
    const { sessionId } = speaker;
    await rejectsWith(listen('no-such-000'), 'SESSION_NOT_FOUND', 404);
    await rejectsWith(Listener.join({ ...options(), sessionId, targetLanguage: 'xx' }), 'UNSUPPORTED_LANGUAGE', 400);
    const language = { ...options(), sourceLanguage: 'xx' };
    await rejectsWith(Speaker.create({ ...language, token: await server.token('di') }), 'UNSUPPORTED_LANGUAGE', 400);
    await rejectsWith(Speaker.create({ ...options(), token: 'a.b.c', sourceLanguage: 'en' }), 'INVALID_TOKEN', 401);
    const expired = await server.token('cy-client', { expiresIn: -3_600 });
    await rejectsWith(Speaker.attach({ ...options(), token: expired, sessionId }), 'INVALID_TOKEN', 401);
    await rejectsWith(
      Speaker.attach({ ...options(), token: expired, sessionId: 'no-such-000' }),
      'SESSION_NOT_FOUND',
      404,
    );
    const foreign = await server.token('somebody-else');
    await rejectsWith(Speaker.attach({ ...options(), token: foreign, sessionId }), 'CONNECT_FAILED', 403);
    await rejectsWith(
      Speaker.create({ url: 'http://127.0.0.1:1', WebSocket, token: 'a', sourceLanguage: 'en' }),
      'CONNECT_FAILED',
    );

    assert.equal((await speaker.status()).listenerCount, 0, 'and the speaker goes on');
    await speaker.end();
  });

  test('a session made over HTTP is taken up, and a refused chunk is refused once', async () => {
    const token = await server.token('ed-client');
    const headers = { authorization: `Bearer ${token}` };
    const made = await fetch(`${server.url}/sessions`, { method: 'POST', headers, body: '{"sourceLanguage":"en"}' });
    const { sessionId } = (await made.json()) as { sessionId: string };
    const speaker = await Speaker.attach({ ...options(), token, sessionId });
    assert.equal(speaker.sessionId, sessionId);

    const errors: string[] = [];
    speaker.on('error', ({ code, details }) => errors.push(`${code} ${details.reason ?? details.kind}`));
    speaker.send(new Uint8Array(98));
    speaker.send(new Uint8Array(40_000));
    speaker.send(speech(1));
    await speaker.drained();

    assert.deepEqual(errors, ['INVALID_AUDIO_FORMAT tooSmall', 'PAYLOAD_TOO_LARGE audio']);
    assert.deepEqual(speaker.audio, { acknowledged: 1, refused: 2, overflowed: 0, inFlight: 0, waiting: 0 });
    await speaker.end();
  });

  test('a speaker whose connection breaks again and again loses no block, and none is doubled', async () => {
    const { WebSocket, sockets } = breakableSockets();
    const speaker = await speak('flo-client', { WebSocket });
    const listener = await listen(speaker.sessionId);
    const finals: ServerMessageOf<'transcript'>[] = [];
    const spoken = listener.next('transcript');
    listener.on('transcript', (transcript) => transcript.isPartial || finals.push(transcript));

    for (let block = 1; block <= 100; block += 5) {
      speaker.send(speech(block));
      if (block % 30 !== 21) continue;
      // Everything so far is answered, so that what is sent again can only be what was spoken while it was away.
      await speaker.drained();
      sockets.at(-1)?.terminate();
    }
    await speaker.drained();
    await spoken;
    await speaker.end();

    assert.equal(sockets.length, 4);
    assert.deepEqual(toBlocks(finals), upTo(100));
    assert.equal(speaker.audio.acknowledged, 20);
  });

  test('a refresh in the middle of speech loses nothing and doubles nothing, for speaker and listener', async () => {
    const speaker = await speak('gus-client');
    const listener = await listen(speaker.sessionId);
    const finals: ServerMessageOf<'transcript'>[] = [];
    const heard: number[] = [];
    listener.on('transcript', (transcript) => transcript.isPartial || finals.push(transcript));
    listener.on('audio', ({ sequenceNumber }) => heard.push(sequenceNumber));
    const before = [speaker.connectionId, listener.connectionId];
    const firstHeard = listener.next('audio');

    const streaming = speaker.stream(talk(100));
    const [mine, theirs] = await Promise.all([speaker.refresh(), listener.refresh()]);
    await streaming;
    await firstHeard;
    const { listenerCount } = await speaker.status();
    const ended = listener.next('sessionEnded');
    await speaker.end();
    await ended;

    assert.deepEqual([mine.role, theirs.role, theirs.targetLanguage], ['speaker', 'listener', 'es']);
    assert.deepEqual([mine.connectionId, theirs.connectionId], [speaker.connectionId, listener.connectionId]);
    assert.ok(!before.includes(speaker.connectionId) && !before.includes(listener.connectionId));
    assert.equal(listenerCount, 1);
    assert.deepEqual(toBlocks(finals), upTo(100));
    assert.equal(new Set(heard).size, heard.length);
    assert.equal(speaker.audio.acknowledged, 20);
  });

  test('a server that goes away tells its clients, and they give up when it stays away', async (t) => {
    const own = await startTestServer(t);
    const token = await own.token('hal-client');
    const speaker = await Speaker.create({
      ...{ url: own.url, WebSocket, token, sourceLanguage: 'en' },
      giveUpAfterMs: 500,
    });
    const draining = speaker.next('serverDraining');
    const closed = new Promise<RostrumError | undefined>((resolve) => {
      speaker.on('connection', (change) => change.state === 'closed' && resolve(change.error));
    });
    await own.running.close();

    assert.equal(typeof (await draining).retryAfterMs, 'number');
    assert.equal((await closed)?.code, 'RECONNECT_FAILED');
  });
});
