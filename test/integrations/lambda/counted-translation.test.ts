import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranslationOutcome, TranslationPort } from '../../../src/actors/ports/translation.ts';
import { countedTranslation } from '../../../src/integrations/lambda/counted-translation.ts';
import { failed } from '../../../src/integrations/lambda/lambda-errors.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import type { TranslationRequest } from '../../../src/protocol/translation-request.ts';

const REQUEST = {} as TranslationRequest;
const TIMEOUT_MS = 5_000;

/** @param tookMs how long the attempt lasts. */
function counted(outcome: TranslationOutcome, tookMs = 0) {
  const metrics = new MemoryMetrics();
  let now = 0;
  const port: TranslationPort = {
    invoke: async () => {
      now += tookMs;
      return outcome;
    },
  };
  const counting = countedTranslation({ port, metrics, monotonicNow: () => now, timeoutMs: TIMEOUT_MS });
  return { invoke: (signal: AbortSignal) => counting.invoke(REQUEST, signal), counters: () => metrics.read().counters };
}

const ONGOING = new AbortController().signal;

test('an attempt that is accepted is an invocation and no error', async () => {
  const { invoke, counters } = counted({ ok: true });

  assert.deepEqual(await invoke(ONGOING), { ok: true });

  assert.deepEqual(counters(), { LambdaInvocations: 1 });
});

test('an attempt that fails is counted by handler and type of error, and handed on as it is', async () => {
  const outcome = failed('throttled', 'TooManyRequestsException: rate');
  const { invoke, counters } = counted(outcome);

  assert.equal(await invoke(ONGOING), outcome);

  assert.deepEqual(counters(), {
    LambdaInvocations: 1,
    'LambdaErrors{failure=throttled,handler=translationPipeline}': 1,
  });
});

test('an attempt given up when its time is over is a timeout', async () => {
  const { invoke, counters } = counted(failed('aborted', 'AbortError'), TIMEOUT_MS);

  await invoke(AbortSignal.abort());

  assert.equal(counters()['LambdaErrors{failure=timeout,handler=translationPipeline}'], 1);
});

test('an attempt given up with its session says nothing about the function', async () => {
  const { invoke, counters } = counted(failed('aborted', 'AbortError'), 100);

  await invoke(AbortSignal.abort());

  assert.deepEqual(counters(), { LambdaInvocations: 1 });
});
