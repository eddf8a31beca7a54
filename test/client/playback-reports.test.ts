import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlaybackNews } from '../../src/client/playback-reports.ts';
import { ClientBench } from '../support/client/client-bench.ts';

const news = (segment: number, firstSoundAtMs: number, more: Partial<PlaybackNews> = {}): PlaybackNews => ({
  ...{ resultId: 'r', segment, epoch: 2, outcome: 'played', firstSoundAtMs },
  ...{ durationMs: 1_500.4, delayMs: 200, queuedMs: 0, playbackRate: 1.234_56 },
  ...more,
});

const reportsOf = ({ server }: ClientBench) => server.told.filter(({ action }) => action === 'playbackReport');

test('a report says how long ago the first sound was, at the moment of its sending', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  const now = bench.clock.now();
  listener.reportPlayback(news(0, now - 2_000));
  listener.reportPlayback(news(1, now - 300, { outcome: 'skipped', durationMs: 0 }));
  await bench.clock.advance(1_000);

  assert.deepEqual(reportsOf(bench), [
    {
      ...{ action: 'playbackReport', resultId: 'r', segment: 0, epoch: 2, outcome: 'played' },
      ...{ agoMs: 2_000, durationMs: 1_500, delayMs: 200, queuedMs: 0, playbackRate: 1.235 },
    },
    {
      ...{ action: 'playbackReport', resultId: 'r', segment: 1, epoch: 2, outcome: 'skipped' },
      ...{ agoMs: 800, durationMs: 0, delayMs: 200, queuedMs: 0, playbackRate: 1.235 },
    },
  ]);
  assert.deepEqual(listener.reports, { sent: 2, dropped: 0 });
  listener.close();
});

test('reports go out at most twice a second, in order; of more than 64 that wait the oldest are dropped and counted', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  const arrivals: number[] = [];
  bench.server.intercept = (_socket, told) => {
    if ('action' in told && told.action === 'playbackReport') arrivals.push(bench.clock.now());
    return false;
  };
  for (let n = 0; n < 70; n++) listener.reportPlayback(news(n, bench.clock.now()));
  assert.deepEqual(listener.reports, { sent: 1, dropped: 5 });
  await bench.clock.advance(60_000);

  const segments = reportsOf(bench).map(({ segment }) => segment);
  assert.deepEqual(segments, [0, ...Array.from({ length: 64 }, (_, n) => n + 6)]);
  const gaps = arrivals.slice(1).map((at, n) => at - (arrivals[n] as number));
  assert.ok(Math.min(...gaps) >= 500, `${Math.min(...gaps)}`);
  listener.close();
});

test('reports made without a connection are sent when it is back and the session joined, and not before', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  bench.server.last.cut(1006);
  await bench.clock.advance(20);
  const madeAt = bench.clock.now();
  listener.reportPlayback(news(0, madeAt));
  listener.reportPlayback(news(1, madeAt));
  await bench.clock.advance(3_000);

  const actions = bench.server.told.map(({ action }) => action);
  assert.equal(listener.state, 'open');
  assert.deepEqual(actions.slice(-3), ['joinSession', 'playbackReport', 'playbackReport']);
  for (const { agoMs } of reportsOf(bench)) assert.ok((agoMs as number) > 0, 'as old as it is when it is sent');
  listener.close();
});

test('a listener that was refused or is closed sends no report, and leaves no timer', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  listener.reportPlayback(news(0, bench.clock.now()));
  listener.reportPlayback(news(1, bench.clock.now()));
  listener.close();
  listener.reportPlayback(news(2, bench.clock.now()));
  await bench.clock.advance(5_000);

  assert.ok(reportsOf(bench).length <= 1);
  assert.deepEqual(listener.reports, { sent: 1, dropped: 1 });
  assert.equal(bench.clock.pending, 0);
});
