import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SpanName } from '../../../src/actors/ports/tracing.ts';
import { UtteranceTracer } from '../../../src/actors/speech/utterance-tracer.ts';
import { RecordingTracing } from '../../support/actors/recording-tracing.ts';

function setUp() {
  const tracing = new RecordingTracing();
  const tracer = new UtteranceTracer({ tracing, sessionId: 'a-b-1', monotonicNow: () => 100, chunksIn: () => [] });
  const hear = (receivedAt: number) =>
    tracer.transcriptHeard(
      {
        resultId: 'r',
        segment: 0,
        isSegmentFinal: false,
        revision: 1,
        isPartial: true,
        stabilityScore: 0.9,
        text: 'hello',
        startTimeMs: 0,
        endTimeMs: 500,
      },
      { wordEndsMs: [], receivedAt },
    );
  const startsOf = (name: SpanName) => tracing.of(name).map((span) => span.startedAt);
  return { tracer, hear, startsOf };
}

test('a transcript that waited while a later chunk opened the utterance begins with the utterance', () => {
  const { tracer, hear, startsOf } = setUp();
  tracer.chunkReceived(50);
  const { receivedAt } = hear(40);

  assert.deepEqual(startsOf('transcript'), [50]);
  assert.equal(receivedAt, 40, 'its latency still counts from its receipt');
});

test('any other transcript begins at its receipt', () => {
  const { tracer, hear, startsOf } = setUp();
  tracer.chunkReceived(50);
  hear(60);

  assert.deepEqual(startsOf('utterance'), [50]);
  assert.deepEqual(startsOf('transcript'), [60]);
});
