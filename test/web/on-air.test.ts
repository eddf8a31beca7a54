import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untouched } from '../../src/protocol/broadcast-state.ts';
import { OnAirState } from '../../web/src/liveness/on-air.ts';

/** A greeting so long after the last control or the creation. */
const greeting = (sinceS: number, more: { audioSilentMs?: number; isPaused?: boolean } = {}) => ({
  timestamp: 1_000 + sinceS,
  broadcastState: { ...untouched(1_000), isPaused: more.isPaused ?? false },
  audioSilentMs: more.audioSilentMs,
});

test('who joins a talk that has sound is on the air at once: otherwise the server would have said that it is silent', () => {
  const state = new OnAirState();
  assert.equal(state.state, 'notStarted');
  state.greeted(greeting(60));
  assert.equal(state.state, 'onAir');
});

test('a session in its first seconds has not started until something is heard', () => {
  const state = new OnAirState();
  state.greeted(greeting(4));
  assert.equal(state.state, 'notStarted');
  state.heard();
  assert.equal(state.state, 'onAir');
});

test('silence since the beginning is a talk that has not started, and silence after sound is silence', () => {
  const before = new OnAirState();
  before.greeted(greeting(300, { audioSilentMs: 299_500 }));
  assert.equal(before.state, 'notStarted');

  const within = new OnAirState();
  within.greeted(greeting(300, { audioSilentMs: 20_000 }));
  assert.equal(within.state, 'silent');
  within.heard();
  assert.equal(within.state, 'onAir');
  within.silent();
  assert.equal(within.state, 'silent');
});

test('words show that a talk has started, and may come late: they end no silence', () => {
  const state = new OnAirState();
  state.spoke();
  assert.equal(state.state, 'onAir');
  state.silent();
  state.spoke();
  assert.equal(state.state, 'silent');
});

test('what the speaker does to the sound is told before its silence, and ends that silence without a message', () => {
  const state = new OnAirState();
  state.heard();
  state.silent();
  state.controls({ isPaused: true });
  assert.equal(state.state, 'paused');
  state.controls({ isMuted: true });
  assert.equal(state.state, 'paused');
  state.controls({ isPaused: false });
  assert.equal(state.state, 'muted');
  state.controls({ isMuted: false });
  assert.equal(state.state, 'onAir');
  state.controls({ volume: 0 });
  assert.equal(state.state, 'muted');
  state.controls({ volume: 0.5 });
  state.silent();
  state.controls({ volume: 0.6 });
  assert.equal(state.state, 'silent', 'a change of volume alone is no sound');
});

test('away comes before everything, until the speaker is back or a new greeting says nothing of it', () => {
  const state = new OnAirState();
  state.heard();
  state.controls({ isPaused: true });
  state.away(true);
  assert.equal(state.state, 'away');
  state.away(false);
  assert.equal(state.state, 'paused');
  state.away(true);
  state.greeted(greeting(5));
  assert.equal(state.state, 'onAir', 'what was heard before the connection was lost is remembered');
});

test('a greeting in a pause, or of another server that says little, is no sign of sound', () => {
  const paused = new OnAirState();
  paused.greeted(greeting(600, { isPaused: true }));
  assert.equal(paused.state, 'paused');
  paused.controls({ isPaused: false });
  assert.equal(paused.state, 'notStarted');

  const terse = new OnAirState();
  terse.greeted({});
  assert.equal(terse.state, 'notStarted');
  terse.greeted({ broadcastState: untouched(1) });
  assert.equal(terse.state, 'notStarted');
});

test("a speaker's connection that begins anew is no sign of sound, and ends no silence", () => {
  const created = untouched(1_000);
  const state = new OnAirState();
  state.attached(created);
  state.attached(created); // 15 s later, say: the greeting does not tell of the silence since then
  assert.equal(state.state, 'notStarted');

  state.heard();
  state.silent();
  state.attached(created);
  state.spoke();
  assert.equal(state.state, 'silent');
  state.attached({ ...created, isMuted: true });
  assert.equal(state.state, 'muted');
});
