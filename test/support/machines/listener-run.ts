/** A listener chart on simulated time. */
import { createActor } from 'xstate';
import { listenerMachine } from '../../../src/machines/listener.machine.ts';
import { SteppedClock } from './stepped-clock.ts';
import { LISTENER_TIMINGS } from './timings.ts';

export const LISTENER_INPUT = { connectionId: 'listener-1', targetLanguage: 'es', timings: LISTENER_TIMINGS };

export function runListener() {
  const clock = new SteppedClock();
  const actor = createActor(listenerMachine, { clock, input: LISTENER_INPUT });
  actor.start();
  return {
    actor,
    clock,
    get state() {
      return actor.getSnapshot().value;
    },
    get output() {
      return actor.getSnapshot().output;
    },
    backlog: (bytes: number) => actor.send({ type: 'delivery.backlog', bytes }),
  };
}
