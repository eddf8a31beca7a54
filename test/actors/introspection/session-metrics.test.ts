import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionMetrics } from '../../../src/actors/introspection/session-metrics.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';

test('a session counts for itself and for the server, over all labels', () => {
  const server = new CountingMetrics();
  const [one, other] = [new SessionMetrics(server), new SessionMetrics(server)];
  one.count('SegmentsSkipped', 2, { language: 'es' });
  one.count('SegmentsSkipped', 1, { language: 'fr' });
  other.count('SegmentsSkipped', 4, { language: 'es' });
  one.transcript({ isPartial: false });

  assert.deepEqual(one.read(), { SegmentsSkipped: 3, FinalTranscripts: 1 });
  assert.equal(server.total('SegmentsSkipped', { language: 'es' }), 6);
});

test('of the latencies a session keeps those of its words, and passes all of them on', () => {
  const server = new CountingMetrics();
  const metrics = new SessionMetrics(server);
  assert.deepEqual(metrics.readLatencies(), {});

  for (let n = 0; n < 9; n += 1) metrics.observe('EarVoiceSpan', n < 5 ? 4_000 : 5_000, { language: 'es' });
  metrics.observe('EarVoiceSpan', 6_000, { language: 'fr' });
  metrics.observe('SegmentCommitLag', -1);
  metrics.observe('SegmentCommitLag', Number.NaN);
  metrics.observe('EndToEndLatency', 1_000);

  const { EarVoiceSpan, SegmentCommitLag, ...others } = metrics.readLatencies();
  assert.deepEqual([EarVoiceSpan?.count, EarVoiceSpan?.p50Ms, EarVoiceSpan?.p90Ms], [10, 4_000, 5_000]);
  assert.deepEqual([SegmentCommitLag?.count, SegmentCommitLag?.maxMs], [1, 0]);
  assert.deepEqual(others, {});
  assert.equal(server.observed('EarVoiceSpan', { language: 'fr' }).length, 1);
  assert.deepEqual(server.observed('EndToEndLatency'), [1_000]);
});
