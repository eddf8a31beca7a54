/** A circuit chart on simulated time. */
import { createActor } from 'xstate';
import { type CircuitTimings, circuitMachine } from '../../../src/machines/circuit.machine.ts';
import { SteppedClock } from './stepped-clock.ts';

/** Two failures open it: the walk need not be longer. */
export const CIRCUIT_TIMINGS: CircuitTimings = { failures: 2, openMs: 5_000 };

export function runCircuit(timings: CircuitTimings = CIRCUIT_TIMINGS) {
  const clock = new SteppedClock();
  const actor = createActor(circuitMachine, { clock, input: { timings } });
  actor.start();
  return {
    actor,
    clock,
    get state() {
      return actor.getSnapshot().value;
    },
    get context() {
      return actor.getSnapshot().context;
    },
    get turnsAway() {
      return actor.getSnapshot().hasTag('turnsAway');
    },
    /** A call that begins and ends now. */
    call(how: 'answered' | 'failed' | 'abandoned'): void {
      const { era } = actor.getSnapshot().context;
      actor.send({ type: 'call.started' });
      actor.send({ type: `call.${how}`, era });
    },
  };
}
