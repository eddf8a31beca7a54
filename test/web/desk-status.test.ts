import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DeskFacts, deskStatus, isKept, MARKS } from '../../web/src/speak/desk/desk-status.ts';

const ON_AIR: DeskFacts = {
  connection: 'open',
  sign: 'fine',
  onAir: 'onAir',
  volume: 1,
  isClosed: false,
  pending: undefined,
  hasSource: true,
  isSoundless: false,
  isUnrecognised: false,
  isEnding: false,
};

test('of all that keeps speech from the listeners, the most important is shown', () => {
  // Each line adds one, and it is shown before those of the lines above.
  const lines: readonly (readonly [expected: string, more: Partial<DeskFacts>])[] = [
    ['onAir', {}],
    ['silent', { onAir: 'silent' }],
    ['notStarted', { onAir: 'notStarted' }],
    ['silent', { isSoundless: true }],
    ['notRecognised', { isUnrecognised: true }],
    ['noSource', { hasSource: false }],
    ['unmuting', { pending: 'isMuted', isClosed: true }],
    ['resuming', { pending: 'isPaused' }],
    ['muted', { onAir: 'muted' }],
    ['noVolume', { volume: 0 }],
    ['paused', { onAir: 'paused' }],
    ['notGettingThrough', { sign: 'quiet' }],
    ['reconnecting', { connection: 'reconnecting' }],
    ['offline', { sign: 'offline' }],
    ['connecting', { connection: 'connecting' }],
    ['ending', { isEnding: true }],
    ['ended', { connection: 'closed' }],
  ];
  let facts = ON_AIR;

  for (const [expected, more] of lines) {
    facts = { ...facts, ...more };
    assert.equal(deskStatus(facts), expected);
    assert.ok(MARKS[deskStatus(facts)] !== undefined);
  }
});

test('a speaker whom the server takes for away is not on the air', () => {
  assert.equal(deskStatus({ ...ON_AIR, onAir: 'away' }), 'reconnecting');
});

test('speech is kept only while something is being sent and the controls let it through', () => {
  assert.equal(isKept(ON_AIR), true);
  assert.equal(isKept({ ...ON_AIR, isClosed: true }), false);
  assert.equal(isKept({ ...ON_AIR, hasSource: false }), false);
});
