import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Circuits, createCircuits, stopCircuits } from '../../../src/actors/resilience/circuits.ts';
import { listReasons, type ReadinessDeps } from '../../../src/server/boot/readiness.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

function setUp(t: TestContext): ReadinessDeps & { circuits: Circuits } {
  const circuits = createCircuits({
    ...{ timings: { failures: 1, openMs: 5_000 }, clock: new FakeClock() },
    ...{ log: new RecordingLog(), metrics: new CountingMetrics() },
  });
  t.after(() => stopCircuits(circuits));
  return {
    circuits,
    writer: { isBehind: false },
    identity: { isIssuerCutOff: () => false },
    ingress: { isLeaving: false },
    services: undefined,
  };
}

test('a server with nothing wrong is ready, in either mode', (t) => {
  const deps = setUp(t);

  assert.deepEqual(listReasons(deps), []);
  assert.deepEqual(listReasons({ ...deps, services: { troubles: () => [] } }), []);
});

test('whatever is wrong is a reason of its own, and names what it is', (t) => {
  const deps = setUp(t);

  for (const [wrong, reason] of [
    [{ services: { troubles: () => ['the data folder is full'] } }, /^the data folder is full$/],
    [{ ingress: { isLeaving: true } }, /^draining$/],
    [{ writer: { isBehind: true } }, /^DynamoDB cannot be reached/],
    [{ identity: { isIssuerCutOff: () => true } }, /^the issuer’s keys/],
  ] as const) {
    const [first = '', ...others] = listReasons({ ...deps, ...wrong });
    assert.match(first, reason);
    assert.deepEqual(others, []);
  }
});

test('an open circuit breaker is a reason that names its service, beside all others', (t) => {
  const deps = setUp(t);
  deps.circuits.lambda.admit()?.settle('failed');

  const alone = listReasons(deps);
  const together = listReasons({ ...deps, ingress: { isLeaving: true }, writer: { isBehind: true } });

  assert.equal(alone.length, 1);
  assert.match(alone[0] ?? '', /^Lambda .*circuit breaker is open$/);
  assert.equal(together.length, 3);
});
