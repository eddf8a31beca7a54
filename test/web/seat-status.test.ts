import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionChange, Incoming } from '../../src/client/client-events.ts';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { untouched } from '../../src/protocol/broadcast-state.ts';
import { SeatStatus } from '../../web/src/listen/seat-status.ts';

const SEEN = { isOnline: true, isVisible: true };
const JOINED: Incoming = { type: 'sessionJoined', timestamp: 1_060, broadcastState: untouched(1_000) };
const lost = (delayMs: number, isInLine = false): ConnectionChange => ({
  ...{ state: 'reconnecting', attempt: 1, delayMs, isInLine },
  error: new RostrumError('CONNECTION_CLOSED', 'gone'),
});

/** A listener in a talk with sound. */
function listening(): SeatStatus {
  const status = new SeatStatus(SEEN, 0);
  status.connection({ state: 'connecting' }, 0);
  assert.deepEqual(status.condition(10), { condition: 'joining' });
  status.message(JOINED, 100);
  status.connection({ state: 'open' }, 100);
  return status;
}

/** Looks each second. */
function lookUntil(status: SeatStatus, fromMs: number, untilMs: number): string {
  let condition = '';
  for (let now = fromMs; now <= untilMs; now += 1_000) condition = status.condition(now).condition;
  return condition;
}

test('without a message for 12 s nothing gets through, and the next one says that it does', () => {
  const status = listening();
  assert.equal(lookUntil(status, 100, 11_100), 'onAir');
  assert.deepEqual(status.condition(12_500), { condition: 'noSign', seconds: 12 });
  status.message({ type: 'heartbeatAck' }, 13_000);
  assert.equal(status.condition(13_000).condition, 'onAir');
});

test('an open network, a line, an outage and the return are told as they come', () => {
  const status = listening();
  status.page({ ...SEEN, isOnline: false }, 1_000);
  assert.equal(status.condition(1_000).condition, 'offline');
  status.connection(lost(4_000), 2_000);
  assert.equal(status.condition(2_000).condition, 'offline');
  status.page(SEEN, 3_000);
  assert.deepEqual(status.condition(3_000), { condition: 'reconnecting', seconds: 3 });
  status.connection(lost(20_000, true), 4_000);
  assert.deepEqual(status.condition(5_000), { condition: 'inLine', seconds: 19 });
  status.connection({ state: 'open' }, 24_000);
  assert.deepEqual(status.condition(24_000), { condition: 'onAir' });
  status.connection({ state: 'closed', error: undefined }, 25_000);
  assert.deepEqual(status.condition(25_000), { condition: 'ended' });
});

test('a page in the background is not judged', () => {
  const status = listening();
  status.page({ ...SEEN, isVisible: false }, 1_000);
  assert.equal(lookUntil(status, 1_000, 90_000), 'onAir');
  status.page(SEEN, 90_500);
  assert.equal(lookUntil(status, 90_500, 102_000), 'onAir');
  assert.equal(status.condition(102_500).condition, 'noSign');
});

test('every message about the speaker changes what the listener reads', () => {
  const status = listening();
  const after = (message: Incoming) => {
    status.message(message, 1_000);
    return status.condition(1_000).condition;
  };
  assert.equal(after({ type: 'audioSilent', sinceMs: 10_000 }), 'silent');
  assert.equal(after({ type: 'caption', text: 'late' }), 'silent');
  assert.equal(after({ type: 'audioHeard', sinceMs: 14_000 }), 'onAir');
  assert.equal(after({ type: 'broadcastPaused' }), 'paused');
  assert.equal(after({ type: 'broadcastResumed' }), 'onAir');
  assert.equal(after({ type: 'broadcastMuted' }), 'muted');
  assert.equal(after({ type: 'broadcastUnmuted' }), 'onAir');
  assert.equal(after({ type: 'volumeChanged', volumeLevel: 0 }), 'muted');
  assert.equal(after({ type: 'volumeChanged', volumeLevel: 1 }), 'onAir');
  assert.equal(after({ type: 'speakerStateChanged', state: { ...untouched(1), isPaused: true } }), 'paused');
  assert.equal(after({ type: 'speakerStateChanged', state: untouched(1) }), 'onAir');
  assert.equal(after({ type: 'speakerAway', graceMs: 15_000 }), 'away');
  assert.equal(after({ type: 'speakerBack' }), 'onAir');
});

test('a talk that begins while one waits has not started before its first words', () => {
  const status = new SeatStatus(SEEN, 0);
  status.connection({ state: 'open' }, 0);
  status.message({ ...JOINED, timestamp: 1_002 }, 0);
  assert.equal(status.condition(100).condition, 'notStarted');
  status.message({ type: 'transcript', text: 'Good' }, 2_000);
  assert.equal(status.condition(2_000).condition, 'onAir');
});
