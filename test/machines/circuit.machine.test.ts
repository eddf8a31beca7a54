import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCircuit } from '../support/machines/circuit-run.ts';

const FIVE = { failures: 5, openMs: 5_000 };

test('the fifth failed call in a row opens it, the fourth does not', () => {
  const run = runCircuit(FIVE);
  for (let call = 1; call <= 4; call += 1) run.call('failed');
  assert.equal(run.state, 'closed');

  run.call('failed');

  assert.equal(run.state, 'open');
  assert.equal(run.turnsAway, true);
  run.actor.stop();
});

test('a call that is answered ends the row; one that says nothing does not', () => {
  const run = runCircuit(FIVE);
  for (let call = 1; call <= 4; call += 1) run.call('failed');
  run.call('answered');
  for (let call = 1; call <= 4; call += 1) run.call('failed');
  assert.equal(run.state, 'closed');

  run.call('abandoned');
  assert.equal(run.state, 'closed');
  run.call('failed');

  assert.equal(run.state, 'open');
  run.actor.stop();
});

test('an open one is half open after its time, whatever was turned away meanwhile', () => {
  const run = runCircuit({ failures: 1, openMs: 5_000 });
  run.call('failed');
  run.clock.advance(4_999);
  for (let call = 1; call <= 3; call += 1) run.actor.send({ type: 'call.turnedAway' });
  assert.equal(run.state, 'open');

  run.clock.advance(1);

  assert.deepEqual(run.state, { halfOpen: 'waiting' });
  assert.equal(run.turnsAway, false);
  assert.equal(run.context.turnedAway, 3);
});

test('one probe at a time: its answer closes it, its failure opens it for as long again', () => {
  const run = runCircuit({ failures: 1, openMs: 5_000 });
  run.call('failed');
  run.clock.advance(5_000);
  run.actor.send({ type: 'call.started' });
  assert.deepEqual([run.state, run.turnsAway], [{ halfOpen: 'probing' }, true]);

  run.actor.send({ type: 'call.failed', era: run.context.era });
  assert.deepEqual([run.state, run.clock.waiting], ['open', [5_000]]);
  run.clock.advance(5_000);
  run.call('answered');

  assert.deepEqual([run.state, run.turnsAway, run.clock.waiting], ['closed', false, []]);
});

test('a probe that says nothing leaves the place to the next one', () => {
  const run = runCircuit({ failures: 1, openMs: 5_000 });
  run.call('failed');
  run.clock.advance(5_000);

  run.call('abandoned');

  assert.deepEqual([run.state, run.turnsAway], [{ halfOpen: 'waiting' }, false]);
});

test('a call that began before the opening neither closes it nor opens it again', () => {
  const run = runCircuit({ failures: 1, openMs: 5_000 });
  const { era } = run.context;
  run.call('failed');
  run.clock.advance(5_000);
  run.actor.send({ type: 'call.started' });

  for (const how of ['answered', 'failed', 'abandoned'] as const) run.actor.send({ type: `call.${how}`, era });
  assert.deepEqual(run.state, { halfOpen: 'probing' });
  run.actor.send({ type: 'call.answered', era: run.context.era });
  run.actor.send({ type: 'call.failed', era });

  assert.equal(run.state, 'closed');
});

test('what was turned away is counted from one closing to the next', () => {
  const run = runCircuit({ failures: 1, openMs: 5_000 });
  for (const round of [1, 2]) {
    run.call('failed');
    run.actor.send({ type: 'call.turnedAway' });
    run.clock.advance(5_000);
    run.actor.send({ type: 'call.started' });
    run.actor.send({ type: 'call.turnedAway' });
    run.actor.send({ type: 'call.answered', era: run.context.era });

    assert.deepEqual([run.state, run.context.turnedAway], ['closed', 2], `round ${round}`);
  }
});

test('a service that is known to be there again is called at once, whatever failed before and however long ago', () => {
  const run = runCircuit({ failures: 2, openMs: 5_000 });
  run.call('failed');
  run.actor.send({ type: 'service.returned' });
  run.call('failed');
  assert.equal(run.state, 'closed', 'failures of before do not count');

  run.call('failed');
  assert.equal(run.state, 'open');
  run.actor.send({ type: 'service.returned' });
  assert.deepEqual([run.state, run.turnsAway, run.clock.waiting], ['closed', false, []]);

  run.call('failed');
  run.call('failed');
  run.clock.advance(5_000);
  run.actor.send({ type: 'call.started' });
  assert.deepEqual(run.state, { halfOpen: 'probing' });
  run.actor.send({ type: 'service.returned' });
  assert.deepEqual([run.state, run.turnsAway], ['closed', false]);
  run.actor.stop();
});
