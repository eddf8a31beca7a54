import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ControlState } from '../../web/src/speak/desk/control-state.ts';

test('a speaker who mutes is muted at once, before the server knows it', () => {
  const state = new ControlState();

  const wish = state.wish('isMuted', true);

  assert.equal(state.shown.isMuted, true);
  assert.equal(state.isClosed, true);
  state.told({ isMuted: true });
  state.done(wish);
  assert.deepEqual(state.shown, { isPaused: false, isMuted: true, volume: 1 });
  assert.equal(state.isClosed, true);
});

test('a speaker whom the server cannot mute stays muted here, and it is asked again', () => {
  const state = new ControlState();
  const wish = state.wish('isPaused', true);

  state.failed(wish);
  state.told({ isPaused: false, isMuted: false, volume: 0.5 });

  assert.equal(state.isClosed, true);
  assert.deepEqual(state.shown, { isPaused: true, isMuted: false, volume: 0.5 });
  assert.deepEqual(state.open, [wish]);
});

test('sound leaves the page again only when the server has unmuted', () => {
  const state = new ControlState();
  state.told({ isMuted: true });

  const wish = state.wish('isMuted', false);

  assert.equal(state.shown.isMuted, false);
  assert.equal(state.isClosed, true);
  state.told({ isMuted: false });
  state.done(wish);
  assert.equal(state.isClosed, false);
  assert.deepEqual(state.open, []);
});

test('a server that does not unmute leaves the speaker muted, and the button says so', () => {
  const state = new ControlState();
  state.told({ isMuted: true });

  state.failed(state.wish('isMuted', false));

  assert.equal(state.shown.isMuted, true);
  assert.deepEqual(state.open, []);
});

test('the answer to an earlier wish does not undo a later one', () => {
  const state = new ControlState();
  const first = state.wish('isMuted', true);
  state.wish('isMuted', false);
  const last = state.wish('isMuted', true);

  state.told({ isMuted: true });
  state.done(first);
  state.told({ isMuted: false });

  assert.equal(state.shown.isMuted, true);
  assert.deepEqual(state.open, [last]);
});

test('until the server has unmuted or resumed, the speaker is told that it is underway', () => {
  const state = new ControlState();
  assert.equal(state.pending, undefined);
  state.told({ isPaused: true, isMuted: true });
  assert.equal(state.pending, undefined);

  state.wish('isMuted', false);
  assert.equal(state.pending, 'isMuted');
  state.wish('isPaused', false);
  assert.equal(state.pending, 'isPaused');

  state.told({ isPaused: false, isMuted: false });
  assert.equal(state.pending, undefined);
});

test('a recording waits from the wish to pause until the server has resumed', () => {
  const state = new ControlState();
  assert.equal(state.isHeld, false);

  const wish = state.wish('isPaused', true);
  assert.equal(state.isHeld, true);
  state.told({ isPaused: true });
  state.done(wish);
  state.wish('isPaused', false);
  assert.equal(state.isHeld, true);

  state.told({ isPaused: false });
  assert.equal(state.isHeld, false);
});
