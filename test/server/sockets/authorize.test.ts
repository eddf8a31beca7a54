import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTIONS, type Action } from '../../../src/protocol/client-messages.ts';
import { refuseSeat } from '../../../src/server/sockets/authorize.ts';
import type { ConnectionInfo, Seat } from '../../../src/server/sockets/client-connection.ts';

const SPEAKING = Object.keys(ACTIONS).filter((action) => ACTIONS[action as Action].who === 'speaker') as Action[];
const LISTENING: Action[] = ['pausePlayback', 'changeLanguage', 'playbackReport'];

/** What a connection is told that does this: a code and its details, or that it may. */
function verdict(role: Seat['role'], action: Action, userId: string | undefined = 'ada'): string {
  const seat: Seat = role === 'none' ? { role } : ({ role } as Seat);
  const refused = refuseSeat({ seat, info: { userId } as ConnectionInfo }, action);
  return refused === undefined ? 'may' : [refused.code, ...Object.values(refused.details)].join(' ');
}

const verdicts = (role: Seat['role'], actions: readonly Action[]) => [...new Set(actions.map((a) => verdict(role, a)))];

test('without a seat one may ask for one and be alive, and nothing else', () => {
  assert.deepEqual(verdicts('none', ['createSession', 'joinSession', 'heartbeat']), ['may']);
  assert.deepEqual(verdicts('none', [...SPEAKING, ...LISTENING, 'refreshConnection']), ['CONNECTION_NOT_FOUND']);
});

test('a speaker may speak and control, and not listen', () => {
  assert.deepEqual(verdicts('speaker', [...SPEAKING, 'createSession', 'heartbeat', 'refreshConnection']), ['may']);
  assert.deepEqual(verdicts('speaker', ['joinSession', ...LISTENING]), ['UNAUTHORIZED listener']);
});

test('a listener may listen, and not speak or control', () => {
  assert.deepEqual(verdicts('listener', ['joinSession', ...LISTENING, 'heartbeat', 'refreshConnection']), ['may']);
  assert.deepEqual(verdicts('listener', ['createSession', ...SPEAKING]), ['UNAUTHORIZED speaker']);
});

test('a session is made only by somebody whose token was verified', () => {
  const info = { userId: undefined } as ConnectionInfo;
  const seat = { role: 'none' } as const;

  assert.deepEqual(refuseSeat({ seat, info }, 'createSession')?.details, { reason: 'missing' });
  assert.equal(refuseSeat({ seat, info }, 'joinSession'), undefined);
});

test('every action is in one of these lists', () => {
  const listed = [...SPEAKING, ...LISTENING, 'createSession', 'joinSession', 'heartbeat', 'refreshConnection'];
  assert.deepEqual(new Set(listed), new Set(Object.keys(ACTIONS)));
});
