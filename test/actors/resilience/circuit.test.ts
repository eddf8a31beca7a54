import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Circuit } from '../../../src/actors/resilience/circuit.ts';
import {
  createCircuits,
  describeOpenCircuits,
  stopCircuits,
  toCircuitGauges,
} from '../../../src/actors/resilience/circuits.ts';
import { circuitBench, fail } from '../../support/actors/circuit-bench.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

test('calls go through until five in a row have failed; then they are turned away, each counted', () => {
  const { circuit, metrics } = circuitBench();
  fail(circuit, 4);
  circuit.admit()?.settle('answered');
  fail(circuit, 5);

  assert.equal(circuit.state, 'open');
  assert.deepEqual([circuit.admit(), circuit.admit()], [undefined, undefined]);
  assert.equal(metrics.total('CircuitRejections', { service: 'DynamoDB' }), 2);
  circuit.stop();
});

test('after its time one call is let through, and only one; answered, it lets all through', async () => {
  const { circuit, clock, metrics } = circuitBench();
  fail(circuit, 5);
  await clock.advance(5_000);
  assert.equal(circuit.state, 'halfOpen');

  const probe = circuit.admit();
  assert.equal(circuit.admit(), undefined);
  probe?.settle('answered');

  assert.equal(circuit.state, 'closed');
  assert.notEqual(circuit.admit(), undefined);
  assert.equal(metrics.total('CircuitRejections'), 1);
  assert.equal(clock.pending, 0);
});

test('for one who knows that the service is there again calls are made at once', () => {
  const { circuit, clock } = circuitBench();
  fail(circuit, 5);
  assert.equal(circuit.admit(), undefined);

  circuit.serviceReturned();

  assert.equal(circuit.state, 'closed');
  assert.notEqual(circuit.admit(), undefined);
  assert.equal(clock.pending, 0);
});

test('only the first word about a call counts', async () => {
  const { circuit } = circuitBench({ failures: 2 });
  const call = circuit.admit();

  for (let word = 0; word < 5; word += 1) call?.settle('failed');

  assert.equal(circuit.state, 'closed');
});

test('a call that says nothing of the service neither counts nor ends the row', () => {
  const { circuit } = circuitBench();
  fail(circuit, 4);
  circuit.admit()?.settle('none');
  assert.equal(circuit.state, 'closed');

  fail(circuit, 1);

  assert.equal(circuit.state, 'open');
  circuit.stop();
});

test('who asks before calling is refused while it is open only, and that is counted', async () => {
  const { circuit, clock, metrics } = circuitBench();
  assert.equal(circuit.refuses(), false);
  fail(circuit, 5);
  assert.equal(circuit.refuses(), true);
  await clock.advance(5_000);
  assert.equal(circuit.refuses(), false);
  circuit.admit();
  assert.equal(circuit.refuses(), false, 'a probe is under way: the caller may try its luck');

  assert.equal(metrics.total('CircuitRejections'), 1);
});

test('each change is said once: a warning when it opens, a line when it closes, with what was turned away', async () => {
  const { circuit, clock, log } = circuitBench();
  fail(circuit, 5);
  for (let call = 0; call < 100; call += 1) circuit.admit();
  await clock.advance(5_000);
  fail(circuit, 1);
  await clock.advance(5_000);
  circuit.admit()?.settle('answered');

  const service = 'DynamoDB';
  const code = 'SERVICE_UNAVAILABLE';
  assert.deepEqual(
    log.lines.map(({ level, message, metadata }) => [level, message, metadata]),
    [
      ['warn', 'circuit opened', { code, service, openMs: 5_000 }],
      ['info', 'circuit half open', { code, service, turnedAway: 100 }],
      ['warn', 'circuit opened', { code, service, openMs: 5_000 }],
      ['info', 'circuit half open', { code, service, turnedAway: 100 }],
      ['info', 'circuit closed', { code, service, turnedAway: 100 }],
    ],
  );
});

test('a stopped one leaves no timer', () => {
  const { circuit, clock } = circuitBench();
  fail(circuit, 5);
  assert.equal(clock.pending, 1);

  circuit.stop();

  assert.equal(clock.pending, 0);
});

test('each service has one of its own, named in readyz and on the metrics page while it is open', async () => {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const timings = { failures: 1, openMs: 5_000 };
  const circuits = createCircuits({ timings, clock, log, metrics: new CountingMetrics() });
  assert.deepEqual(describeOpenCircuits(circuits), []);

  fail(circuits.lambda, 1);
  assert.deepEqual(describeOpenCircuits(circuits), ['Lambda keeps failing; its circuit breaker is open']);
  assert.deepEqual(toCircuitGauges(circuits), {
    Transcribe: 0,
    Lambda: 1,
    DynamoDB: 0,
  });
  fail(circuits.transcribe, 1);
  fail(circuits.dynamodb, 1);

  assert.equal(describeOpenCircuits(circuits).length, 3);
  assert.deepEqual(
    log.lines.map(({ metadata }) => [metadata.service, metadata.code]),
    [
      ['Lambda', 'TRANSLATION_UNAVAILABLE'],
      ['Transcribe', 'TRANSCRIBE_UNAVAILABLE'],
      ['DynamoDB', 'SERVICE_UNAVAILABLE'],
    ],
  );
  stopCircuits(circuits);
  assert.equal(clock.pending, 0);
});

test('a call that changes nothing wakes no chart; a failure does, and so does the answer after it', () => {
  const { clock, log, metrics } = circuitBench();
  const seen: string[] = [];
  const circuit = new Circuit({
    ...{ clock, log, metrics, service: 'Lambda', code: 'TRANSLATION_UNAVAILABLE' },
    timings: { failures: 2, openMs: 5_000 },
    inspector: { observe: (fact) => (fact.type === 'event' ? void seen.push(fact.event.type) : undefined) },
  });
  seen.length = 0;

  circuit.admit()?.settle('answered');
  circuit.admit()?.settle('none');
  assert.deepEqual(seen, []);

  fail(circuit, 1);
  circuit.admit()?.settle('answered');
  fail(circuit, 1);
  assert.deepEqual(seen, ['call.failed', 'call.answered', 'call.failed']);
  assert.equal(circuit.state, 'closed', 'the answer ended the row');
  circuit.stop();
});
