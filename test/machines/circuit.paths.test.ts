import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import { type CircuitEvent, circuitMachine } from '../../src/machines/circuit.machine.ts';
import { delayMsOf, delayNameOf, stateIdsOf, titleOf, walkChart } from '../support/machines/chart-walk.ts';
import { CIRCUIT_TIMINGS, runCircuit } from '../support/machines/circuit-run.ts';

/** How calls of now and of before the last opening may go. */
function alphabet({ context: { era } }: AnyMachineSnapshot): CircuitEvent[] {
  const fates = (['answered', 'failed', 'abandoned'] as const).flatMap((how) =>
    [era, era - 1].map((since): CircuitEvent => ({ type: `call.${how}`, era: since })),
  );
  return [{ type: 'call.started' }, { type: 'call.turnedAway' }, ...fates];
}

const walks = walkChart(circuitMachine, {
  input: { timings: CIRCUIT_TIMINGS },
  alphabet,
  identity: ({ value, context: { inRow, turnedAway } }) => ({ value, inRow, turnedAway: Math.min(turnedAway, 1) }),
});

function replay(events: readonly EventObject[]) {
  const run = runCircuit();
  for (const event of events) {
    const delay = delayNameOf(event);
    if (delay === undefined) run.actor.send(event as CircuitEvent);
    else run.clock.fire(delayMsOf(circuitMachine, delay, run.actor.getSnapshot()));
  }
  return run;
}

test('the walk reaches every state of the chart', () => {
  const reached = new Set(walks.flatMap(({ state }) => state._nodes.map(({ id }) => id)));

  assert.deepEqual(
    stateIdsOf(circuitMachine).filter((id) => !reached.has(id)),
    [],
  );
});

for (const { events, state, next } of walks) {
  test(`a circuit turns calls away while it is open or probes, and never for ever: ${titleOf(events)}`, () => {
    for (const [path, expected] of [
      [events, state] as const,
      ...next.map((step) => [[...events, step.event], step.state] as const),
    ]) {
      const run = replay(path);
      const isOpen = run.state === 'open';
      const isProbing = JSON.stringify(run.state) === '{"halfOpen":"probing"}';

      assert.deepEqual(run.state, expected.value, titleOf(path));
      assert.equal(run.turnsAway, isOpen || isProbing, titleOf(path));
      assert.deepEqual(run.clock.waiting, isOpen ? [CIRCUIT_TIMINGS.openMs] : [], titleOf(path));
      assert.ok(run.context.inRow < CIRCUIT_TIMINGS.failures, 'the last straw opens it');
      // From everywhere it comes back: its time passes, the probe is answered.
      run.clock.advance(CIRCUIT_TIMINGS.openMs);
      run.call('answered');
      assert.equal(run.state, 'closed', titleOf(path));
      run.actor.stop();
      assert.deepEqual(run.clock.waiting, []);
    }
  });
}
