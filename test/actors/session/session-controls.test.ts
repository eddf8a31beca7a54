import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ControlMessage } from '../../../src/actors/session/controls.ts';
import type { BroadcastState } from '../../../src/protocol/broadcast-state.ts';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import { START_MS } from '../../support/actors/fake-clock.ts';

const START_S = START_MS / 1000;
const SESSION = 'brave-otter-001';
const PLAYING: BroadcastState = {
  isActive: true,
  isPaused: false,
  isMuted: false,
  volume: 1,
  lastStateChange: START_S,
};

/** A session ten seconds old with two listeners. */
async function setUp() {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1', 'es');
  bench.listen('listener-2', 'ca');
  await bench.clock.advance(10_000);
  listener.messages.length = 0;
  const control = (message: ControlMessage) => bench.session.control(message, bench.clock.now());
  return { bench, listener, control };
}

const CONTROLS: { message: ControlMessage; type: string; own?: object; state: Partial<BroadcastState> }[] = [
  { message: { action: 'pauseBroadcast' }, type: 'broadcastPaused', state: { isPaused: true } },
  { message: { action: 'resumeBroadcast' }, type: 'broadcastResumed', state: { lastStateChange: START_S } },
  { message: { action: 'muteBroadcast' }, type: 'broadcastMuted', state: { isMuted: true } },
  { message: { action: 'unmuteBroadcast' }, type: 'broadcastUnmuted', state: { lastStateChange: START_S } },
  {
    message: { action: 'setVolume', volumeLevel: 0.4 },
    type: 'volumeChanged',
    own: { volumeLevel: 0.4 },
    state: { volume: 0.4 },
  },
];

for (const { message, type, own = {}, state } of CONTROLS) {
  test(`${message.action} is acknowledged with state and count, and listeners get a copy without them`, async () => {
    const { listener, control } = await setUp();
    const common = { type, sessionId: SESSION, timestamp: START_S + 10, ...own };

    const acknowledgement = control(message);

    const broadcastState = { ...PLAYING, lastStateChange: START_S + 10, ...state };
    assert.deepEqual(acknowledgement, { ...common, broadcastState, listenersNotified: 2 });
    assert.deepEqual(listener.messages, [common]);
  });
}

test('speakerStateChange applies all its members at once; acknowledgement and copy are the same', async () => {
  const { listener, control } = await setUp();

  const acknowledgement = control({
    action: 'speakerStateChange',
    state: { isPaused: true, isMuted: true, volume: 0 },
  });

  assert.deepEqual(acknowledgement, {
    type: 'speakerStateChanged',
    sessionId: SESSION,
    timestamp: START_S + 10,
    state: { isActive: true, isPaused: true, isMuted: true, volume: 0, lastStateChange: START_S + 10 },
  });
  assert.deepEqual(listener.messages, [acknowledgement]);

  const back = control({ action: 'speakerStateChange', state: { isPaused: false, isMuted: false } });
  assert.deepEqual('state' in back && back.state, {
    ...{ isActive: true, isPaused: false, isMuted: false, volume: 0 },
    lastStateChange: START_S + 10,
  });
});

test('speakerStateChange leaves what it does not name', async () => {
  const { bench, control } = await setUp();
  control({ action: 'muteBroadcast' });

  control({ action: 'speakerStateChange', state: { volume: 0.5 } });

  assert.deepEqual(bench.session.broadcastState, {
    ...{ isActive: true, isPaused: false, isMuted: true, volume: 0.5 },
    lastStateChange: START_S + 10,
  });
});

test('resuming says how long the pause was, from its first pauseBroadcast on; resuming again does not', async () => {
  const { bench, control } = await setUp();
  control({ action: 'pauseBroadcast' });
  await bench.clock.advance(1_500);
  const again = control({ action: 'pauseBroadcast' });
  assert.equal('pauseDurationMs' in again, false);
  await bench.clock.advance(1_000);

  const resumed = control({ action: 'resumeBroadcast' });
  const repeated = control({ action: 'resumeBroadcast' });

  assert.equal('pauseDurationMs' in resumed && resumed.pauseDurationMs, 2_500);
  assert.equal('pauseDurationMs' in repeated, false);
});

test('a pause made and ended by speakerStateChange is measured, and never on another acknowledgement', async () => {
  const { bench, control } = await setUp();
  control({ action: 'speakerStateChange', state: { isPaused: true } });
  await bench.clock.advance(700);
  const muted = control({ action: 'muteBroadcast' });
  assert.equal('pauseDurationMs' in muted, false);
  assert.deepEqual(control({ action: 'resumeBroadcast' }), {
    type: 'broadcastResumed',
    sessionId: SESSION,
    timestamp: START_S + 10,
    broadcastState: { ...PLAYING, isMuted: true, lastStateChange: START_S + 10 },
    listenersNotified: 2,
    pauseDurationMs: 700,
  });

  control({ action: 'pauseBroadcast' });
  const ended = control({ action: 'speakerStateChange', state: { isPaused: false } });

  assert.equal('pauseDurationMs' in ended, false);
});

test('a control that changes nothing succeeds, notifies again, and leaves lastStateChange alone', async () => {
  const { bench, listener, control } = await setUp();
  const repeated: ControlMessage[] = [
    { action: 'pauseBroadcast' },
    { action: 'muteBroadcast' },
    { action: 'setVolume', volumeLevel: 0.5 },
    { action: 'speakerStateChange', state: { isPaused: true, isMuted: true, volume: 0.5 } },
  ];
  for (const message of repeated) control(message);
  const before = bench.session.broadcastState;
  listener.messages.length = 0;
  await bench.clock.advance(5_000);

  for (const message of repeated) control(message);

  assert.deepEqual(listener.types, ['broadcastPaused', 'broadcastMuted', 'volumeChanged', 'speakerStateChanged']);
  assert.deepEqual(bench.session.broadcastState, before);
  assert.equal(before.lastStateChange, START_S + 10);
});

test('lastStateChange is when the message came, in whole seconds', async () => {
  const { bench } = await setUp();

  bench.session.control({ action: 'muteBroadcast' }, START_MS + 12_999.75);

  assert.equal(bench.session.broadcastState.lastStateChange, START_S + 12);
});

test('listenersNotified is 0 with nobody there', () => {
  const { session, clock } = new SessionBench();

  const acknowledgement = session.control({ action: 'muteBroadcast' }, clock.now());

  assert.equal('listenersNotified' in acknowledgement && acknowledgement.listenersNotified, 0);
});

test('every way of going silent and back is a state the row gets too', async () => {
  const { bench, control } = await setUp();

  control({ action: 'setVolume', volumeLevel: 0 });
  control({ action: 'setVolume', volumeLevel: 0.25 });
  control({ action: 'setVolume', volumeLevel: 1 });
  await bench.writer.flushed();

  assert.equal(bench.session.broadcastState.volume, 1);
  assert.deepEqual(bench.store.sessions.get(SESSION)?.broadcastState, bench.session.broadcastState);
});

test('telling the listeners is measured', async () => {
  const { bench, control } = await setUp();
  const before = bench.metrics.observed('ListenerNotificationLatency').length;

  control({ action: 'muteBroadcast' });

  assert.equal(bench.metrics.observed('ListenerNotificationLatency').length, before + 1);
});
