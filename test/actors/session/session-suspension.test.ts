import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import type { FakeSocket } from '../../support/actors/fake-sockets.ts';

const endedOf = (socket: FakeSocket) => socket.of('sessionEnded').map(({ reason }) => reason);

/** A session that is speaking, whose stream does not end by itself. */
async function setUpSpeaking() {
  const bench = new SessionBench();
  bench.transcription.script = (stream) => {
    stream.opened();
    stream.onEndFrame = () => {};
  };
  const listener = bench.listen('listener-1');
  await bench.speak(1_000);
  return { bench, listener, stream: bench.transcription.last };
}

test('a suspended session sends everybody away with 1001, and its row stays active', async () => {
  const { bench, listener, stream } = await setUpSpeaking();
  stream.onEndFrame = () => stream.endClean();
  bench.session.ending.suspend(2_000);
  await bench.clock.advance(5_000);
  await bench.writer.flushed();

  for (const socket of [bench.speaker, listener]) {
    assert.deepEqual(socket.messages.at(-1), {
      type: 'serverDraining',
      sessionId: 'brave-otter-001',
      timestamp: 1_700_000_001,
      retryAfterMs: 2_000,
    });
    assert.deepEqual([endedOf(socket), socket.closedWith], [[], 'goingAway']);
  }
  const row = bench.store.sessions.get('brave-otter-001');
  assert.deepEqual([row?.isActive, row?.broadcastState.isActive], [true, true]);
  assert.equal(bench.ended.length, 1);
  assert.equal(bench.clock.pending, 0);
});

test('a session that was ending when the server went away ends all the same', async () => {
  const { bench, listener, stream } = await setUpSpeaking();
  bench.session.end('ended', 'speaker-1');
  bench.session.ending.suspend(2_000);
  stream.endClean();
  await bench.clock.advance(5_000);
  await bench.writer.flushed();

  assert.deepEqual([endedOf(bench.speaker), bench.speaker.closedWith], [['ended'], 'ended']);
  assert.deepEqual([endedOf(listener), listener.closedWith], [['ended'], 'sessionEnded']);
  assert.equal(bench.store.sessions.get('brave-otter-001')?.isActive, false);
});
