import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHARTS } from '../../src/machines/charts.ts';
import { changeWords, eventWords, isActive, toActiveWords, toPath, toWays } from '../../web/src/inside/state-words.ts';

test('an active state is said with the way down to it, why it is there and what leads on; an unknown one is left out', () => {
  const session = CHARTS.find(({ name }) => name === 'session');
  assert.ok(session);
  const words = toActiveWords(session, ['session.live.pause.paused', 'session.nowhere']);

  assert.equal(words.length, 1);
  assert.equal(words[0]?.path, 'live › pause › paused');
  assert.ok((words[0]?.why.length ?? 0) > 10);
  assert.ok(
    words[0]?.ways.some((way) => /^on broadcast\.\w+.* → \w+$/.test(way)),
    words[0]?.ways.join('; '),
  );
});

test('a way on says what takes it and on what condition; what changes no state is none', () => {
  const transitions = [
    { kind: 'event', on: 'go', guard: 'mayGo', target: 'a.there', actions: [] },
    { kind: 'delay', on: 'grace', target: 'a.gone', actions: [] },
    { kind: 'always', on: 'always', target: 'a.b', actions: [] },
    { kind: 'child', on: 'done call', target: 'a.c', actions: [] },
    { kind: 'event', on: 'stay', actions: ['note'] },
  ] as const;

  assert.deepEqual(toWays({ transitions }), [
    'on go, if mayGo → there',
    'after grace → gone',
    'at once → b',
    'on done call → c',
  ]);
});

test('a state around an active one is active too, one whose name only begins alike is not', () => {
  const active = ['session.live.stream.idle'];

  assert.deepEqual(
    ['session.live', 'session.live.stream.idle', 'session.live.str', 'session.over'].map((id) => isActive(id, active)),
    [true, true, false, false],
  );
  assert.equal(toPath('session.over'), 'over');
});

test('a change is said with what was left and what was entered, and its event without XState’s prefixes', () => {
  assert.equal(changeWords({ left: [], entered: ['session.live.a.b'] }, 'begins'), 'begins → a › b');
  assert.equal(changeWords({ left: ['s.live.a.b'], entered: ['s.live.a.c'] }, ''), 'a › b → a › c');
  assert.deepEqual(
    ['xstate.after.grace.session.live', 'xstate.done.actor.call', 'xstate.init', 'broadcast.pause'].map(eventWords),
    ['after grace', 'done call', 'start', 'broadcast.pause'],
  );
});
