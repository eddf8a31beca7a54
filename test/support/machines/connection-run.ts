/** A connection chart on simulated time, and everything it ordered. */
import { createActor } from 'xstate';
import { type ConnectionTimings, connectionMachine } from '../../../src/machines/connection.machine.ts';
import { SteppedClock } from './stepped-clock.ts';

/** No two alike, so that a timer is known by its delay. */
export const CONNECTION_TIMINGS: ConnectionTimings = {
  pingMs: 25_000,
  idleMs: 120_000,
  refreshMs: 6_000_000,
  warningMs: 6_300_000,
  warnEveryMs: 300_001,
  lifeMs: 7_200_000,
  replacedMs: 2_000,
};

export function runConnection({ quietForMs, ageMs }: { quietForMs?: () => number; ageMs?: () => number } = {}) {
  const clock = new SteppedClock();
  const ordered: string[] = [];
  const order = (what: string) => () => {
    ordered.push(what);
  };
  const actor = createActor(connectionMachine, {
    clock,
    input: connectionInput({ ...(quietForMs && { quietForMs }), ...(ageMs && { ageMs }), order }),
  });
  actor.start();
  return { actor, clock, ordered };
}

export function connectionInput({
  quietForMs = () => 0,
  ageMs = () => 0,
  order = (_what: string) => () => {},
}: {
  quietForMs?: () => number;
  ageMs?: () => number;
  order?: (what: string) => () => void;
} = {}) {
  return {
    timings: CONNECTION_TIMINGS,
    quietForMs,
    ageMs,
    effects: {
      ping: order('ping'),
      askToRefresh: order('askToRefresh'),
      warnOfAge: order('warnOfAge'),
      giveUp: order('giveUp'),
      retire: order('retire'),
    },
  };
}
