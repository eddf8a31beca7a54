import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MetricsPage, quantilesBetween } from '../../../testkit/measure/metrics-page.ts';

const histogram = (name: string, ...counts: [string, number][]) =>
  counts.map(([le, count]) => `${name}_bucket{action="a\\"b",le="${le}"} ${count}`).join('\n');

test('counters and gauges are read under their names, with a unit behind it or none, all series together', () => {
  const page = new MetricsPage(
    '# HELP x\n# TYPE AudioChunksDropped counter\nAudioChunksDropped_total{reason="rate"} 2\n' +
      'AudioChunksDropped_total{reason="muted"} 3 1700000000\nEventLoopDelay_milliseconds{quantile="0.99"} 7.5\nSessions 4\n',
  );

  assert.equal(page.sum('AudioChunksDropped'), 5);
  assert.equal(page.sum('AudioChunksDropped', { reason: 'muted' }), 3);
  assert.equal(page.sum('EventLoopDelay', { quantile: '0.99' }), 7.5);
  assert.equal(page.sum('Sessions'), 4);
  assert.equal(page.sum('Session'), 0);
});

test('a histogram says what came between two pages, spread evenly in its buckets', () => {
  const before = new MetricsPage(histogram('Latency_ms', ['10', 100], ['50', 100], ['+Inf', 100]));
  const after = new MetricsPage(histogram('Latency_ms', ['10', 150], ['50', 198], ['+Inf', 200]));

  assert.deepEqual(quantilesBetween(before, after, 'Latency'), {
    count: 100,
    p50Ms: 10,
    p95Ms: 47.5,
    p99Ms: 50,
    maxMs: 50,
  });
});

test('series of one histogram count together, and one without measurements says nothing', () => {
  const empty = new MetricsPage('');
  const after = new MetricsPage(
    `${histogram('A_milliseconds', ['1', 1], ['+Inf', 1])}\nA_milliseconds_bucket{le="1"} 3\nA_milliseconds_bucket{le="+Inf"} 3\n`,
  );

  assert.equal(quantilesBetween(empty, after, 'A')?.count, 4);
  assert.equal(quantilesBetween(after, after, 'A'), undefined);
  assert.equal(quantilesBetween(empty, after, 'B'), undefined);
});
