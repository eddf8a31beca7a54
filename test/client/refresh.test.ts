import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RostrumError } from '../../src/client/rostrum-error.ts';
import { ClientBench } from '../support/client/client-bench.ts';
import { chunkOf, SESSION, type SimulatedSocket } from '../support/client/simulated-server.ts';

const [first, second] = [0, 1];
const socketAt = (bench: ClientBench, i: number): SimulatedSocket => bench.server.sockets[i] as SimulatedSocket;

test('a server that asks for it gets a new socket, and its close of the old one is no loss', async () => {
  const bench = new ClientBench();
  const states: string[] = [];
  const listener = await bench.listener({ transcripts: true, on: { connection: ({ state }) => states.push(state) } });
  bench.server.last.say({ type: 'connectionRefreshRequired' });
  await bench.clock.advance(100);

  const query = Object.fromEntries(bench.server.last.url.searchParams);
  const asked = { action: 'refreshConnection', role: 'listener', sessionId: SESSION, connectionId: 'c1' };
  assert.deepEqual(query, { ...asked, targetLanguage: 'es', transcripts: 'on' });
  assert.equal(listener.connectionId, 'c2');
  socketAt(bench, first).closedByServer(4409, 'replaced');
  await bench.clock.advance(60_000);
  assert.deepEqual(states, ['connecting', 'open']);
  assert.equal(bench.server.sockets.length, 2);
  listener.close();
});

test('by hand it resolves with the server’s answer, and asked for twice it is done once', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  const [one, other] = [speaker.refresh(), speaker.refresh()];

  const done = await bench.after(100, one);
  assert.equal(await other, done);
  assert.deepEqual([done.type, done.role, done.connectionId], ['connectionRefreshComplete', 'speaker', 'c2']);
  const query = Object.fromEntries(bench.server.last.url.searchParams);
  assert.deepEqual(query, { action: 'refreshConnection', role: 'speaker', sessionId: SESSION });
  await bench.after(100, speaker.refresh());
  assert.equal(speaker.connectionId, 'c3');
  assert.equal(socketAt(bench, first).closedWith, 1000, 'the one before the last is closed');
  speaker.close();
});

test('an old socket that nobody closes is closed after a while', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  await bench.after(100, speaker.refresh());
  await bench.clock.advance(11_800);
  assert.equal(socketAt(bench, first).closedWith, undefined);
  await bench.clock.advance(200);

  assert.equal(socketAt(bench, first).closedWith, 1000);
  assert.equal(speaker.state, 'open');
  speaker.close();
});

test('what comes on both sockets is heard once, on whichever first; what is said twice is heard twice', async () => {
  const bench = new ClientBench();
  const heard: string[] = [];
  const listener = await bench.listener();
  listener.on('message', ({ type, sequenceNumber, text }) => heard.push(`${type} ${sequenceNumber ?? text ?? ''}`));
  const refreshed = listener.refresh();
  await bench.clock.advance(5); // the new socket is on its way
  const [old, fresh] = [socketAt(bench, first), socketAt(bench, second)];
  const audio = (sequenceNumber: number, more = {}) => ({ type: 'audio', sequenceNumber, ...more });
  const words = (text: string, isPartial: boolean) => ({ type: 'transcript', resultId: 'r', isPartial, text });
  old.say(audio(1));
  await bench.after(100, refreshed);
  fresh.say(audio(1, { timestamp: 9 }));
  fresh.say(audio(2));
  fresh.say(words('one', true));
  fresh.say({ type: 'broadcastPaused' });
  fresh.say({ type: 'broadcastPaused' });
  await bench.clock.advance(100);
  old.say(audio(2));
  old.say(words('one', true));
  old.say(words('one', false));
  old.say({ type: 'broadcastPaused' });
  old.say({ type: 'broadcastPaused' });
  await bench.clock.advance(100);
  old.closedByServer(4409);
  await bench.clock.advance(100);
  fresh.say(audio(1, { text: 'of a pipeline that was started again' }));
  await bench.clock.advance(100);

  assert.deepEqual(heard, [
    'audio 1',
    'connectionRefreshComplete ',
    'audio 2',
    'transcript one',
    'broadcastPaused ',
    'broadcastPaused ',
    'transcript one',
    'audio 1',
  ]);
  listener.close();
});

test('speech goes on over the change: answers on the old socket are waited for before the new one is used', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  const late: (() => void)[] = [];
  bench.server.intercept = (socket, told) => {
    if (!(told instanceof Uint8Array) || socket !== socketAt(bench, first)) return false;
    const accepted = bench.server.accept(socket, told);
    late.push(() => bench.server.acknowledge(accepted));
    return true;
  };
  speaker.send(chunkOf(0));
  const refreshed = speaker.refresh();
  speaker.send(chunkOf(1));
  await bench.after(100, refreshed);
  speaker.send(chunkOf(2));
  await bench.clock.advance(100);
  assert.deepEqual([bench.server.numbers, speaker.audio.waiting], [[0, 1], 1]);
  for (const answer of late) answer();
  await bench.clock.advance(100);

  assert.deepEqual(bench.server.numbers, [0, 1, 2]);
  assert.deepEqual(
    bench.server.accepted.map(({ socket }) => bench.server.sockets.indexOf(socket)),
    [first, first, second],
  );
  speaker.close();
});

for (const [claim, leave] of [
  ['falls silent', (bench: ClientBench) => bench.clock.advance(3_000)],
  [
    'refuses what still comes on it',
    async (bench: ClientBench) => {
      socketAt(bench, first).say({ type: 'error', code: 'CONNECTION_NOT_FOUND', statusCode: 404 });
      await bench.clock.advance(100);
    },
  ],
  [
    'is closed',
    async (bench: ClientBench) => {
      socketAt(bench, first).closedByServer(4409);
      await bench.clock.advance(100);
    },
  ],
] as const) {
  test(`an old socket that ${claim} before it has answered leaves its chunks to the new one`, async () => {
    const bench = new ClientBench();
    const speaker = await bench.speaker();
    bench.server.intercept = (socket, told) => told instanceof Uint8Array && socket === socketAt(bench, first);
    speaker.send(chunkOf(0));
    await bench.after(100, speaker.refresh());
    speaker.send(chunkOf(1));
    await leave(bench);
    await bench.clock.advance(100);

    assert.deepEqual(bench.server.numbers, [0, 1]);
    await speaker.drained();
    speaker.close();
  });
}

test('a control asked on the old socket is answered there, or again on the new one', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.intercept = (socket) => socket === socketAt(bench, first);
  const [paused, volume] = [speaker.pause(), speaker.setVolume(0.4)];
  await bench.after(100, speaker.refresh());
  socketAt(bench, first).say({ type: 'broadcastPaused' });
  await bench.clock.advance(100);
  assert.equal((await paused).type, 'broadcastPaused');
  socketAt(bench, first).closedByServer(4409);

  assert.equal((await bench.after(100, volume)).volumeLevel, 0.4);
  speaker.close();
});

test('a refresh that fails leaves the old socket in use, and each warning is one more try', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.isReachable = false;
  await assert.rejects(bench.after(100, speaker.refresh()), ({ code }: RostrumError) => code === 'CONNECT_FAILED');
  assert.deepEqual([speaker.state, speaker.connectionId], ['open', 'c1']);
  bench.server.last.say({ type: 'nothing' });
  socketAt(bench, first).say({ type: 'connectionRefreshRequired' });
  await bench.clock.advance(100);
  bench.server.isReachable = true;
  socketAt(bench, first).say({ type: 'connectionWarning', remainingMinutes: 5 });
  await bench.clock.advance(100);

  assert.equal(speaker.connectionId, 'c4');
  speaker.close();
});

test('an old socket that is replaced before the new one’s greeting has come is no loss', async () => {
  const bench = new ClientBench();
  const states: string[] = [];
  const speaker = await bench.speaker({ on: { connection: ({ state }) => states.push(state) } });
  const refreshed = speaker.refresh();
  await bench.clock.advance(5);
  socketAt(bench, first).closedByServer(4409);
  await bench.clock.advance(11);
  assert.equal(speaker.state, 'reconnecting');

  await bench.after(100, refreshed);
  assert.deepEqual(states, ['connecting', 'open', 'reconnecting', 'open']);
  speaker.close();
});

test('when both sockets are lost the client comes back as from any loss; meanwhile there is nothing to refresh', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  const refreshed = speaker.refresh();
  refreshed.catch(() => {});
  await bench.clock.advance(5);
  socketAt(bench, second).cut(1006);
  socketAt(bench, first).cut(1006);
  await assert.rejects(refreshed, ({ code }: RostrumError) => code === 'CONNECT_FAILED');
  await assert.rejects(speaker.refresh(), /There is no connection to refresh/);
  await bench.clock.advance(1_000);

  assert.equal(bench.server.last.url.search, `?sessionId=${SESSION}`);
  assert.equal(speaker.state, 'open');
  speaker.close();
});

test('a session that ends while it is refreshed is over', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  const refreshed = speaker.refresh();
  refreshed.catch(() => {});
  socketAt(bench, first).say({ type: 'sessionEnded', reason: 'expired' });
  await bench.clock.advance(100);

  await assert.rejects(refreshed, ({ code }: RostrumError) => code === 'SESSION_ENDED');
  assert.deepEqual([speaker.state, bench.clock.pending], ['closed', 0]);
});

test('an old socket’s late answer is not taken for that of a chunk sent again on the new one', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.intercept = (_, told) => told instanceof Uint8Array;
  speaker.send(chunkOf(0));
  await bench.after(100, speaker.refresh());
  await bench.clock.advance(3_000);
  socketAt(bench, first).say({ type: 'audioReceived' });
  await bench.clock.advance(100);

  assert.equal(speaker.audio.inFlight, 1);
  socketAt(bench, second).say({ type: 'audioReceived' });
  await bench.after(100, speaker.drained());
  speaker.close();
});

test('a control that the old socket refuses for being replaced is asked of the new one', async () => {
  for (const isGreetedFirst of [true, false]) {
    const bench = new ClientBench();
    const listener = await bench.listener();
    bench.server.intercept = (socket) => socket === socketAt(bench, first);
    const changed = listener.changeLanguage('ca');
    changed.catch(() => {});
    const refreshed = listener.refresh();
    await bench.clock.advance(isGreetedFirst ? 100 : 5);
    const details = { reason: 'replaced' };
    socketAt(bench, first).say({ type: 'error', code: 'CONNECTION_NOT_FOUND', statusCode: 404, details });
    await bench.clock.advance(100);

    await refreshed;
    assert.equal((await changed).targetLanguage, 'ca');
    assert.equal(listener.targetLanguage, 'ca');
    listener.close();
  }
});

test('a refresh that the server carried out and the client never heard of leaves nobody out', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  const refreshed = speaker.refresh();
  refreshed.catch(() => {});
  await bench.clock.advance(12);
  socketAt(bench, second).cut(1006);
  await assert.rejects(refreshed);
  socketAt(bench, first).closedByServer(4409);
  await bench.clock.advance(1_000);

  assert.deepEqual([speaker.state, bench.server.sockets.length], ['open', 3]);
  speaker.close();
});
