import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHARTS } from '../../src/machines/charts.ts';
import type { Chart, ChartChange, ChartState, ChartTransition } from '../../src/protocol/inside.ts';
import { toArrowPath } from '../../web/src/inside/arrow-path.ts';
import { toExits, toTaken } from '../../web/src/inside/chart-arrows.ts';

const session = CHARTS.find(({ name }) => name === 'session') as Chart;

function state(id: string, more: Partial<ChartState> = {}): ChartState {
  const name = id.split('.').at(-1) ?? '';
  const none = { tags: [], entry: [], exit: [], invokes: [], transitions: [], states: [] };
  return { id, name, kind: 'atomic', why: '', ...none, ...more };
}

const on = (event: string, target?: string, more: Partial<ChartTransition> = {}): ChartTransition => ({
  ...{ kind: 'event', on: event, actions: [] },
  ...(target !== undefined && { target }),
  ...more,
});
const change = (more: Partial<ChartChange>): ChartChange => ({
  ...{ seq: 1, at: 0, chart: 'session', event: '', left: [], entered: [] },
  ...more,
});
const lines = (arrows: readonly { from: string; to: string }[]) => arrows.map(({ from, to }) => `${from} ${to}`);

test('each active state, and each state around it, has an arrow to every state that it may go to', () => {
  const active = ['session.live.pause.playing', 'session.live.volume.full', 'session.live.speaker.away'];

  const exits = toExits(session, active);

  assert.deepEqual(lines(exits), [
    'session.live session.draining',
    'session.live.pause.playing session.live.pause.paused',
    'session.live.volume.full session.live.volume.silent',
    'session.live.volume.full session.live.volume.lowered',
    'session.live.speaker.away session.live.speaker.present',
    'session.live.speaker.away session.draining',
  ]);
  assert.deepEqual(exits[0]?.ways, ['on session.end → draining', 'after life → draining']);
});

test('what leads nowhere has no arrow; an entry anew has one', () => {
  const inner = [state('c.a.one', { transitions: [on('again', 'c.a')] }), state('c.a.two')];
  const root = state('c', {
    states: [
      state('c.a', { initial: 'c.a.one', states: inner, transitions: [on('stay'), on('go', 'c.a.one')] }),
      state('c.b', { transitions: [on('redo', 'c.b', { reenters: true }), on('twice', 'c.a'), on('twice', 'c.a')] }),
    ],
  });
  const chart: Chart = { name: 'circuit', root };

  assert.deepEqual(toExits(chart, ['c.a.one']), []);
  assert.deepEqual(lines(toExits(chart, ['c.a.two'])), ['c.a.two c.a.one']);
  const [redo, twice, ...others] = toExits(chart, ['c.b']);
  assert.deepEqual([redo?.from, redo?.to, twice?.ways, others], ['c.b', 'c.b', ['on twice → a'], []]);
});

test('the transition that was taken is found by its event, from the innermost state that has it', () => {
  const grace = change({
    ...{ event: 'xstate.after.grace.session.live.speaker.away' },
    ...{ left: ['session.live.pause.playing', 'session.live.speaker.away'], entered: ['session.draining.lingering'] },
  });
  const failed = change({
    ...{ event: 'xstate.done.actor.transcription' },
    ...{ left: ['session.live.stream.active'], entered: ['session.live.stream.failed'] },
  });

  const taken = [grace, failed].map((one) => toTaken(session, one));
  assert.deepEqual(lines(taken.flatMap((arrow) => arrow ?? [])), [
    'session.live.speaker.away session.draining',
    'session.live.stream.active session.live.stream.failed',
  ]);
});

test('a change that no single transition explains goes from what was left to what was entered; a beginning has no arrow', () => {
  const odd = change({ event: 'odd', left: ['session.live.pause.playing'], entered: ['session.live.pause.paused'] });

  assert.deepEqual(toTaken(session, odd), {
    ...{ from: 'session.live.pause.playing', to: 'session.live.pause.paused', ways: [] },
  });
  assert.equal(toTaken(session, change({ event: 'xstate.init', entered: ['session.live.pause.playing'] })), undefined);
  assert.equal(toTaken(session, change({ left: ['session.live.pause.playing'] })), undefined);
});

test('an arrow goes from edge to edge, there and back are two lines, and to itself it is a loop', () => {
  const [left, right] = [0, 200].map((x) => ({ x, y: 0, width: 100, height: 30 }));
  assert.ok(left && right);
  const ends = (path: string) => path.match(/-?[\d.]+/g)?.map(Number) ?? [];

  const there = ends(toArrowPath(left, right));
  const back = ends(toArrowPath(right, left));
  assert.ok((there[0] ?? 0) > 50 && (there[0] ?? 0) <= 100 && (there[4] ?? 0) >= 200, 'from edge to edge');
  assert.ok((there[3] ?? 0) > 15 && (back[3] ?? 0) < 15, 'bent to its own right');
  const [outer, below] = [
    { x: 0, y: 0, width: 900, height: 300 },
    { x: 0, y: 310, width: 300, height: 30 },
  ];
  assert.match(toArrowPath(outer, below), /^M[\d.]+ 300L[\d.]+ 310/, 'out of a large box, from its edge');
  assert.match(toArrowPath(left, left), /^M100 .*C/);
  assert.ok(!toArrowPath(left, { x: 0, y: 60, width: 100, height: 30 }).includes('NaN'));
});
