import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranslationOutcome } from '../../../src/actors/ports/translation.ts';
import { InvocationMetrics } from '../../../src/integrations/lambda/invocation-metrics.ts';
import { failed } from '../../../src/integrations/lambda/lambda-errors.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';

const TIMEOUT_MS = 5_000;

/** One attempt. @returns the counters after it. */
function counted(outcome: TranslationOutcome, { isAborted = false, tookMs = 0 } = {}) {
  const metrics = new MemoryMetrics();
  let now = 0;
  const invocations = new InvocationMetrics({ metrics, monotonicNow: () => now, timeoutMs: TIMEOUT_MS });
  const begunAt = invocations.begun();
  now += tookMs;
  invocations.ended(begunAt, outcome, isAborted);
  return metrics.read().counters;
}

test('an attempt that is accepted is an invocation and no error', () => {
  assert.deepEqual(counted({ ok: true }), { LambdaInvocations: 1 });
});

test('an attempt that fails is counted by handler and type of error', () => {
  assert.deepEqual(counted(failed('throttled', 'TooManyRequestsException: rate')), {
    LambdaInvocations: 1,
    'LambdaErrors{failure=throttled,handler=translationPipeline}': 1,
  });
});

test('an attempt given up when its time is over is a timeout', () => {
  const counters = counted(failed('aborted', 'AbortError'), { isAborted: true, tookMs: TIMEOUT_MS });

  assert.equal(counters['LambdaErrors{failure=timeout,handler=translationPipeline}'], 1);
});

test('an attempt given up with its session says nothing about the function', () => {
  const counters = counted(failed('aborted', 'AbortError'), { isAborted: true, tookMs: 100 });

  assert.deepEqual(counters, { LambdaInvocations: 1 });
});
