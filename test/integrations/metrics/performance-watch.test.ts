import assert from 'node:assert/strict';
import test from 'node:test';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import { PerformanceWatch } from '../../../src/integrations/metrics/performance-watch.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

const WINDOW_MS = 60_000;

function watched() {
  const metrics = new MemoryMetrics();
  const clock = new FakeClock();
  const log = new RecordingLog();
  const watch = new PerformanceWatch({ metrics, clock, log, windowMs: WINDOW_MS, minCount: 20 });
  const observe = (...[name, ms, labels]: Parameters<MemoryMetrics['observe']>) => {
    for (let i = 0; i < 20; i += 1) metrics.observe(name, ms, labels);
  };
  return { metrics, clock, log, watch, observe };
}

const missed = (log: RecordingLog) => log.lines.map(({ message, metadata }) => [message, metadata.metric]);

test('a target missed over its window is logged with the figures, at the end of the window', async () => {
  const { clock, log, observe } = watched();
  observe('AudioProcessingLatency', 60);

  await clock.advance(WINDOW_MS - 1);
  assert.equal(log.lines.length, 0);
  await clock.advance(1);

  const [line] = log.lines;
  assert.equal(log.lines.length, 1);
  assert.equal(line?.level, 'warn');
  assert.equal(line?.message, 'performance target missed');
  assert.deepEqual(line?.metadata, {
    code: 'TIMEOUT',
    metric: 'AudioProcessingLatency',
    targetP95Ms: 50,
    p50Ms: 60,
    p90Ms: 60,
    p95Ms: 60,
    p99Ms: 60,
    meanMs: 60,
    count: 20,
    windowMs: WINDOW_MS,
  });
});

test('each window is judged by itself: what is well again is not warned of, what goes on is warned of again', async () => {
  const { clock, log, observe } = watched();
  observe('StatusQueryLatency', 600);
  observe('AudioProcessingLatency', 60);
  await clock.advance(WINDOW_MS);
  observe('StatusQueryLatency', 1);
  observe('AudioProcessingLatency', 60);
  await clock.advance(WINDOW_MS);
  await clock.advance(WINDOW_MS);

  assert.deepEqual(
    missed(log).map(([, metric]) => metric),
    ['AudioProcessingLatency', 'StatusQueryLatency', 'AudioProcessingLatency'],
  );
});

test('a p95 at its target is kept, one slow call in twenty is none missed, and too few make no verdict', async () => {
  const { metrics, clock, log, observe } = watched();
  observe('AudioProcessingLatency', 50);
  observe('StatusQueryLatency', 1);
  metrics.observe('StatusQueryLatency', 9_000);
  for (let i = 0; i < 19; i += 1) metrics.observe('EndToEndLatency', 60_000);

  await clock.advance(WINDOW_MS);

  assert.equal(log.lines.length, 0);
});

test('a latency with several targets misses them together when one is missed, and the line names all of them', async () => {
  const { clock, log, observe } = watched();
  const labels = { language: 'es' };
  for (let n = 0; n < 9; n += 1) observe('EarVoiceSpan', 5_000, labels);
  observe('EarVoiceSpan', 60_000, labels);
  await clock.advance(WINDOW_MS);
  assert.equal(log.lines.length, 0, 'half within 5 s, 90 % within 6.5 s');

  for (let n = 0; n < 8; n += 1) observe('EarVoiceSpan', 4_000, labels);
  for (let n = 0; n < 2; n += 1) observe('EarVoiceSpan', 6_600, labels);
  await clock.advance(WINDOW_MS);
  for (let n = 0; n < 9; n += 1) observe('EarVoiceSpan', 5_100, labels);
  await clock.advance(WINDOW_MS);

  const figures = log.lines.map(({ metadata: { targetP50Ms, targetP90Ms, targetP95Ms, p50Ms, p90Ms } }) => [
    ...[targetP50Ms, targetP90Ms, targetP95Ms, p50Ms, p90Ms],
  ]);
  assert.deepEqual(figures, [
    [5_000, 6_500, undefined, 4_000, 7_500],
    [5_000, 6_500, undefined, 6_000, 6_000],
  ]);
});

test('controls are held against their target together, without those that wait for a table', async () => {
  const { clock, log, observe } = watched();
  observe('ControlMessageLatency', 2_000, { action: 'createSession' });
  observe('ControlMessageLatency', 1, { action: 'setVolume' });
  await clock.advance(WINDOW_MS);
  assert.equal(log.lines.length, 0);

  observe('ControlMessageLatency', 1, { action: 'setVolume' });
  observe('ControlMessageLatency', 400, { action: 'pauseBroadcast' });
  observe('ControlMessageLatency', 400, { action: 'of no known name' });
  await clock.advance(WINDOW_MS);

  assert.deepEqual(missed(log), [['performance target missed', 'ControlMessageLatency']]);
  assert.equal(log.lines[0]?.metadata.count, 60);
});

test('a latency without a target is never warned of, and once stopped nothing is', async () => {
  const { clock, log, watch, observe } = watched();
  observe('TranscribeStreamInitLatency', 50_000);
  await clock.advance(WINDOW_MS);
  assert.equal(log.lines.length, 0);

  observe('AudioProcessingLatency', 60);
  watch.stop();
  await clock.advance(2 * WINDOW_MS);

  assert.equal(log.lines.length, 0);
  assert.equal(clock.pending, 0);
});
