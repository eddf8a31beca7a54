import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHARTS } from '../../src/machines/charts.ts';
import type { ChartChange } from '../../src/protocol/inside.ts';
import { ChangeHistory, MAX_HISTORY } from '../../web/src/inside/change-history.ts';
import { toMoments } from '../../web/src/inside/replay.ts';
import { SessionBench } from '../support/actors/actor-bench.ts';
import { result } from '../support/actors/fake-transcription.ts';

const LIVE = ['stream.idle', 'pause.playing', 'mute.unmuted'].map((state) => `session.live.${state}`);

function change(seq: number, more: Partial<ChartChange>): ChartChange {
  return { seq, at: seq * 1_000, chart: 'session', event: 'e', left: [], entered: [], ...more };
}

/** What a page would have seen after each change of a real session, and the changes. */
async function realSession() {
  const bench = new SessionBench();
  const view = () => bench.session.introspection.toView(bench.session, 0);
  const seen = [view().active];
  const look = () => void seen.push(view().active);
  bench.listen('listener-1');
  await bench.speak(1_000);
  look();
  bench.session.control({ action: 'pauseBroadcast' }, bench.clock.unixNow());
  look();
  bench.session.control({ action: 'resumeBroadcast' }, bench.clock.unixNow());
  bench.session.control({ action: 'setVolume', volumeLevel: 0.5 }, bench.clock.unixNow());
  look();
  bench.transcription.last.hear(result('final', 0, 1_000, { text: 'one' }));
  await bench.clock.advance(70_000);
  look();
  await bench.speak(400);
  look();
  return { seen, now: view() };
}

test('a real session’s states are found again, backwards, as they were seen at each time; stopped charts too', async () => {
  const { now, seen } = await realSession();
  const moments = toMoments(CHARTS, now.active, now.changes);

  const { session = [], transcription = [] } = now.active;
  assert.deepEqual([moments.at(-1)?.session, moments.at(-1)?.transcription], [session, transcription]);
  const found = moments.map(({ session = [], transcription = [] }) => JSON.stringify({ session, transcription }));
  for (const { session = [], transcription = [] } of seen) {
    const wanted = JSON.stringify({ session, transcription });
    assert.ok(found.includes(wanted), `${wanted} is not among\n${found.join('\n')}`);
  }
  assert.ok(
    moments.some((moment) => moment.transcription?.length === 0),
    'it was stopped in between',
  );
});

test('what a change left is active before it, in the chart’s own order', () => {
  const changes = [
    change(1, { left: ['session.live.pause.playing'], entered: ['session.live.pause.paused'] }),
    change(2, { left: ['session.live.pause.paused'], entered: ['session.live.pause.playing'] }),
    change(3, { left: LIVE, entered: ['session.draining.lingering'] }),
  ];

  const moments = toMoments(CHARTS, { session: ['session.draining.lingering'] }, changes);

  assert.deepEqual(
    moments.map(({ session }) => session),
    [
      ['session.live.stream.idle', 'session.live.pause.paused', 'session.live.mute.unmuted'],
      LIVE,
      ['session.draining.lingering'],
    ],
  );
});

test('the recognition’s chart is not running from when the session leaves the states that hold it, and begins anew', () => {
  const asking = 'transcription.unproven.opening.asking';
  const [idle, active] = ['session.live.stream.idle', 'session.live.stream.active'];
  const changes = [
    change(1, { chart: 'transcription', event: 'xstate.init', entered: [asking] }),
    change(2, { left: [idle], entered: [active] }),
    change(3, { chart: 'transcription', left: [asking], entered: ['transcription.unproven.streaming'] }),
    change(4, {
      chart: 'transcription',
      left: ['transcription.unproven.streaming'],
      entered: ['transcription.closed'],
    }),
    change(5, { event: 'xstate.done.actor.transcription', left: [active], entered: [idle] }),
    change(6, { left: ['session.live.pause.playing'], entered: ['session.live.pause.paused'] }),
    change(7, { chart: 'transcription', event: 'xstate.init', entered: [asking] }),
    change(8, { left: [idle], entered: [active] }),
  ];

  const now = { session: [active, 'session.live.pause.paused'], transcription: [asking] };
  const moments = toMoments(CHARTS, now, changes).map(({ transcription }) => transcription?.[0]);

  const first = [asking, asking, 'transcription.unproven.streaming', 'transcription.closed'];
  assert.deepEqual(moments, [...first, undefined, undefined, asking, asking]);
});

test('further back than a chart’s first known beginning it is not known, if it ran; without the session’s chart nothing is held', () => {
  const asking = 'transcription.unproven.opening.asking';
  const [idle, active] = ['session.live.stream.idle', 'session.live.stream.active'];
  const pause = change(1, { left: ['session.live.pause.playing'], entered: ['session.live.pause.paused'] });
  const stop = change(2, { left: [active], entered: [idle] });
  const begin = change(3, { chart: 'transcription', entered: [asking] });
  const now = { session: [idle, 'session.live.pause.paused'], transcription: [asking] };

  const moments = toMoments(CHARTS, now, [pause, stop, begin]);
  assert.deepEqual(
    moments.map(({ transcription }) => transcription),
    [undefined, [], [asking]],
  );
  const gone = toMoments(CHARTS, { session: now.session }, [pause, stop]);
  assert.deepEqual(
    gone.map(({ transcription }) => transcription),
    [undefined, []],
  );
  const alone = toMoments(
    CHARTS.filter(({ name }) => name === 'transcription'),
    now,
    [pause, begin],
  );
  assert.deepEqual(
    alone.map(({ transcription }) => transcription),
    [[], [asking]],
  );
  const over = toMoments(CHARTS, {}, [{ ...pause, chart: 'circuit' }]);
  assert.deepEqual([over[0]?.session, over[0]?.transcription], [[], []], 'a session whose chart has crashed');
  const running = toMoments(CHARTS, { session: [active], transcription: [asking] }, [pause]);
  assert.deepEqual(running[0]?.transcription, [asking]);
});

test('a page keeps more changes than the server; after a gap, or from the beginning again, it keeps only the new ones', () => {
  const history = new ChangeHistory();
  const seqs = () => history.changes.map(({ seq }) => seq);
  const of = (from: number, to: number, at = 0) =>
    Array.from({ length: to - from + 1 }, (_, n) => change(from + n, at === 0 ? {} : { at }));

  history.add(of(1, 3));
  history.add(of(2, 5));
  history.add(of(6, 7));
  assert.deepEqual(seqs(), [1, 2, 3, 4, 5, 6, 7]);
  history.add(of(9, 10));
  assert.deepEqual(seqs(), [9, 10], 'the eighth was missed');
  history.add(of(1, 2));
  assert.deepEqual(seqs(), [1, 2], 'a session that was rebuilt');
  history.add(of(1, 4, 99));
  assert.deepEqual(
    [seqs().length, history.changes[0]?.at],
    [4, 99],
    'another epoch, whose first change came at another time',
  );
  for (let seq = 5; seq <= MAX_HISTORY + 9; seq += 1) history.add(of(seq, seq));
  assert.deepEqual([seqs().length, seqs()[0]], [MAX_HISTORY, 10]);
  history.add([]);
  assert.deepEqual(seqs(), []);
});
