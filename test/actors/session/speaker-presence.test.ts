import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import type { FakeSocket } from '../../support/actors/fake-sockets.ts';
import { connectionClosed } from '../../support/actors/seats.ts';

const endedOf = (socket: FakeSocket) => socket.of('sessionEnded').map(({ reason }) => reason);

test('a speaker who drops off is away, and has 15 s to come back', async () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1');
  bench.speaker.close('idle');
  assert.deepEqual(listener.messages, [
    { type: 'speakerAway', sessionId: 'brave-otter-001', timestamp: 1_700_000_000, graceMs: 15_000 },
  ]);
  assert.equal(bench.session.speaker.isPresent, false);
  await bench.clock.advance(14_999);
  const again = bench.connect('speaker-2');
  bench.session.speaker.attach(again);
  await bench.clock.advance(9_999);

  assert.deepEqual(listener.types, ['speakerAway', 'speakerBack']);
  assert.equal(bench.session.speaker.isPresent, true);
});

test('a speaker who stays away ends the session: listeners hear why', async () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1');
  bench.speaker.close('idle');
  await bench.clock.advance(15_000);

  assert.deepEqual([endedOf(listener), listener.closedWith], [['speakerDisconnected'], 'sessionEnded']);
  assert.equal(bench.clock.pending, 0);
});

test('a second socket of the speaker replaces the first at once, and the listeners hear nothing of it', async () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1');
  const second = bench.connect('speaker-2');

  bench.session.speaker.attach(second);
  await bench.clock.advance(9_999);

  assert.equal(bench.speaker.closedWith, 'replaced');
  assert.deepEqual(endedOf(bench.speaker), []);
  assert.deepEqual(listener.messages, []);
  assert.equal(bench.session.speaker.isPresent, true);
  assert.equal(bench.store.sessions.get('brave-otter-001')?.speakerConnectionId, 'speaker-2');
  assert.deepEqual([...bench.store.connections.keys()].sort(), ['listener-1', 'speaker-2']);
});

test('the same socket attached again stays open', () => {
  const bench = new SessionBench();

  bench.session.speaker.attach(bench.speaker);

  assert.equal(bench.speaker.closedWith, undefined);
});

test('a session that nobody came to speak in has no grace, but its life', async () => {
  const bench = new SessionBench({}, { expiresAt: 1_700_000_100 });
  bench.speaker.close('idle');
  const other = new SessionBench();
  connectionClosed(bench, other.session, 'a stranger');
  await other.clock.advance(20_000);

  assert.equal(other.session.isLive, true);
  await bench.clock.advance(100_000);
  assert.equal(bench.session.isLive, false);
});
