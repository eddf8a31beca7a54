import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TableDirectory } from '../../../src/actors/session/table-directory.ts';
import { refusal } from '../../../src/protocol/errors.ts';
import { type FakeStream, result } from '../../support/actors/fake-transcription.ts';
import { type FleetNode, setUpFleet } from '../../support/actors/fleet-bench.ts';
import { speechOf, stampedPcm } from '../../support/actors/stamped-pcm.ts';

/** A speaker on A, and one listener on each node. */
async function setUpBroadcast() {
  const fleet = setUpFleet();
  const { a, b, shared } = fleet;
  const session = await a.create();
  const { sessionId } = session.info;
  const speaker = a.speak(session);
  await a.ports.writer.flushed();
  const onA = await a.listen(sessionId, 'es');
  const onB = await b.listen(sessionId, 'fr', true);
  return { ...fleet, shared, session, sessionId, speaker, onA, onB };
}

/** Every block is heard to its end when its stream ends, and is one final. */
function hearOnEndFrame({ bench }: FleetNode): void {
  bench.transcription.script = (stream) => {
    stream.opened();
    stream.onEndFrame = (ending: FakeStream) => {
      ending.hear(result('final', 0, ending.bytes / 32));
      ending.endClean();
    };
  };
}

test('a listener on B hears a speaker on A: controls, and the transcripts it asked for', async () => {
  const { a, onA, onB, session, shared } = await setUpBroadcast();

  session.control({ action: 'muteBroadcast' }, shared.clock.now());
  session.control({ action: 'unmuteBroadcast' }, shared.clock.now());
  session.gate.offer(stampedPcm(0, 16_000), shared.clock.now());
  await shared.clock.advance(100);
  a.bench.transcription.last.hear(result('final', 0, 900, { text: 'one' }));
  await shared.clock.advance(0);

  assert.deepEqual(onA.socket.types, ['broadcastMuted', 'broadcastUnmuted']);
  assert.deepEqual(onB.socket.types, ['broadcastMuted', 'broadcastUnmuted', 'transcript']);
  assert.deepEqual(a.bench.translation.invocations[0]?.request.targetLanguages, ['es', 'fr']);
});

test('counts and languages are A’s, whichever node a listener is on', async () => {
  const { b, bus, onA, onB, session, sessionId, shared } = await setUpBroadcast();
  const { audience } = session;
  assert.deepEqual(Object.fromEntries(audience.byLanguage), { es: 1, fr: 1 });
  assert.deepEqual([onA.greetings[0]?.listenerCount, onB.greetings[0]?.listenerCount], [1, 2]);

  await onB.seat.changeLanguage('ca');
  assert.deepEqual(Object.fromEntries(audience.byLanguage), { es: 1, ca: 1 });
  assert.equal(session.status().listenerCount, 2);
  await b.ports.writer.flushed();
  assert.equal(shared.store.connections.get(onB.socket.connectionId)?.targetLanguage, 'ca');

  onB.socket.close('idle');
  await shared.clock.advance(0);
  await b.ports.writer.flushed();

  assert.deepEqual([audience.count, b.rooms.count, bus.followersOf(sessionId)], [1, 0, 0]);
  assert.equal(shared.store.connections.has(onB.socket.connectionId), false);
});

test('a refresh that changes nodes is counted once, and the socket it replaces is retired where it is', async () => {
  const { a, b, bus, onB, session, sessionId } = await setUpBroadcast();
  const room = a.sessions.host.roomOf(sessionId);
  assert.ok(room);
  const joined = session.joinNow({
    connectionId: 'node-a.new',
    targetLanguage: 'fr',
    replaces: onB.socket.connectionId,
  });

  assert.ok('ok' in joined);
  assert.deepEqual(Object.fromEntries(session.audience.byLanguage), { es: 1, fr: 1 });
  assert.equal(onB.socket.isRetired, true);
  assert.deepEqual([b.rooms.count, bus.followersOf(sessionId)], [0, 0], 'nobody is left on B');
});

test('a listener who is refused leaves no room behind', async () => {
  const { a, b, bus } = setUpFleet();
  const session = await a.create();
  const { sessionId } = session.info;
  await a.ports.writer.flushed();
  session.joinNow = () => refusal('SESSION_FULL', { limit: 0 });

  const { code } = await b.listenInVain(sessionId, 'es');

  assert.equal(code, 'SESSION_FULL');
  assert.deepEqual([b.rooms.count, bus.followersOf(sessionId)], [0, 0]);
});

test('a listener who is refused takes the room from nobody whose join is still under way', async () => {
  const { a, b, bus } = setUpFleet();
  const session = await a.create();
  const { sessionId } = session.info;
  await a.ports.writer.flushed();
  session.joinNow = () => refusal('SESSION_FULL', { limit: 0 });
  const located = await b.directory?.locate(sessionId);
  assert.ok(located?.at === 'elsewhere');
  let answer = () => {};
  const underWay = b.rooms.enter(located.broadcast, () => new Promise<void>((resolve) => (answer = resolve)));

  await b.listenInVain(sessionId, 'es');
  assert.deepEqual([b.rooms.count, bus.followersOf(sessionId)], [1, 1]);
  answer();
  await underWay;

  assert.deepEqual([b.rooms.count, bus.followersOf(sessionId)], [0, 0]);
});

test('a room from which the last listener goes stays for one whose join is still under way', async () => {
  const { b, onB, session, sessionId, shared } = await setUpBroadcast();
  const join = session.joinNow.bind(session);
  session.joinNow = (options) => {
    onB.socket.close('idle');
    return join(options);
  };

  const { socket } = await b.listen(sessionId, 'de');
  session.control({ action: 'muteBroadcast' }, shared.clock.now());

  assert.deepEqual(socket.types, ['broadcastMuted']);
  assert.equal(b.rooms.count, 1);
});

test('what is said while a listener on B is being let in is told after the greeting, once', async () => {
  const { a, b, session, sessionId, shared } = await setUpBroadcast();
  const join = session.joinNow.bind(session);
  session.joinNow = (options) => {
    const joined = join(options);
    // The answer is on its way when this is said.
    session.control({ action: 'pauseBroadcast' }, shared.clock.now());
    return joined;
  };

  const late = await b.listen(sessionId, 'de');
  session.control({ action: 'resumeBroadcast' }, shared.clock.now());

  assert.equal(late.greetings[0]?.broadcastState.isPaused, false);
  assert.deepEqual(late.socket.types, ['broadcastPaused', 'broadcastResumed']);
  assert.equal(a.sessions.host.count, 1);
});

test('a listener that is let in while everybody is sent away is told that the session has ended', async () => {
  const { b, session, sessionId } = await setUpBroadcast();
  const join = session.joinNow.bind(session);
  session.joinNow = (options) => {
    const joined = join(options);
    // The answer is on its way when the session ends.
    session.ending.settle('ended');
    return joined;
  };

  const refused = await b.listenInVain(sessionId, 'de');

  assert.deepEqual([refused.code, refused.details], ['SESSION_NOT_FOUND', { reason: 'ended' }]);
  assert.equal(b.rooms.count, 0);
});

test('a delivery to B’s listener works from A and from B; gone and unreachable are told apart', async () => {
  const { a, b, bus, onB } = await setUpBroadcast();
  const { connectionId } = onB.socket;

  assert.deepEqual(
    [await a.deliver(connectionId, 'one'), await b.deliver(connectionId, 'two')],
    ['delivered', 'delivered'],
  );
  assert.deepEqual(b.delivered.get(connectionId), ['one', 'two']);
  bus.cutOff.add('node-b');
  assert.equal(await a.deliver(connectionId, 'three'), 'unreachable');
  bus.cutOff.clear();
  onB.socket.close('idle');
  assert.equal(await a.deliver(connectionId, 'four'), 'gone');
});

test('the end that the speaker asks for on A ends it for the listener on B, with its reason', async () => {
  const { b, onB, session, shared, speaker } = await setUpBroadcast();
  await session.end('ended', speaker.connectionId);
  await shared.clock.advance(10_000);
  await b.ports.writer.flushed();

  assert.equal(onB.socket.of('sessionEnded')[0]?.reason, 'ended');
  assert.equal(onB.socket.closedWith, 'sessionEnded');
  assert.deepEqual([b.rooms.count, shared.store.connections.size], [0, 0]);
});

test('while A lives nobody else takes the session, and while A does not answer nobody can tell', async () => {
  const { a, b, bus, sessionId } = await setUpBroadcast();

  const alive = await b.sessions.finder.findOrResume(sessionId);
  bus.cutOff.add('node-a');
  const unsure = await b.sessions.finder.findOrResume(sessionId);

  for (const found of [alive, unsure]) assert.ok(!found.ok && found.refusal.code === 'SERVICE_UNAVAILABLE');
  assert.deepEqual([a.sessions.host.count, b.sessions.host.count], [1, 0]);
});

test('the speaker moves from A to B: every block is in exactly one final, on one of the two', async () => {
  const { a, b, onA, onB, session, sessionId, shared } = await setUpBroadcast();
  for (const node of [a, b]) hearOnEndFrame(node);
  let spoken = 0;
  const say = async (on: typeof session, blocks: number) => {
    for (let block = 0; block < blocks; block += 1) {
      assert.equal(on.gate.offer(stampedPcm(spoken, 320), shared.clock.now()), undefined);
      spoken += 320;
      await shared.clock.advance(20);
    }
  };
  await say(session, 50);

  const asking = b.bus.ask('node-a', { op: 'handOver', sessionId });
  await shared.clock.advance(0);
  // From now on A takes nothing: what it does not take the client still has.
  assert.equal(session.gate.offer(stampedPcm(spoken, 320), shared.clock.now()), 'draining');
  await shared.clock.advance(10_000);
  assert.deepEqual(await asking, { op: 'done' });
  const resumed = await b.sessions.finder.findOrResume(sessionId);
  assert.ok(resumed.ok);
  const moved = resumed.session;
  const speaker = b.speak(moved);
  await say(moved, 50);
  await moved.end('ended', speaker.connectionId);
  await shared.clock.advance(10_000);

  const heard = [a, b].flatMap(({ bench }) => bench.transcription.streams.flatMap(({ frames }) => speechOf(frames)));
  assert.deepEqual(heard, [
    [0, 16_000],
    [16_000, 32_000],
  ]);
  const finals = [a, b].map(({ bench }) => bench.translation.finals.map(({ epoch, endTimeMs }) => [epoch, endTimeMs]));
  assert.deepEqual(finals, [[[0, 1_000]], []], 'B has no listener yet: A’s were sent away to come back');
  assert.deepEqual([onA.socket.closedWith, onB.socket.closedWith], ['goingAway', 'goingAway']);
  assert.deepEqual(
    speaker.of('transcript').map(({ epoch, endTimeMs }) => [epoch, endTimeMs]),
    [[1, 1_000]],
  );
});

test('A’s late write is refused, and A’s copy ends: sockets on both nodes are closed with 1001, B’s row stands', async () => {
  const { a, b, onA, onB, session, sessionId, shared, speaker } = await setUpBroadcast();
  await a.ports.writer.flushed();
  const row = shared.store.sessions.get(sessionId);
  assert.ok(row);
  const { host } = b.sessions;
  const certain = new TableDirectory({ node: 'node-b', clock: shared.clock, store: shared.store, host });
  assert.equal(await certain.claim(sessionId, row), 'claimed');
  const claimed = shared.store.sessions.get(sessionId);

  session.control({ action: 'muteBroadcast' }, shared.clock.now());
  await a.ports.writer.flushed();
  await shared.clock.advance(10_000);

  assert.deepEqual([session.isLive, a.sessions.host.count], [false, 0]);
  assert.deepEqual(
    [speaker, onA.socket, onB.socket].map((socket) => socket.closedWith),
    Array(3).fill('goingAway'),
  );
  assert.deepEqual(shared.store.sessions.get(sessionId), claimed);
  assert.deepEqual([claimed?.ownerNode, claimed?.epoch], ['node-b', 1]);
  assert.equal(a.bench.transcription.openCount, 0);
});
