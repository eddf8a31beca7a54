import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endedOf, setUpSpeaking } from '../../support/actors/speaking-bench.ts';

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
