/** A pace chart on simulated time: what it did and when, and every timer it ever set. */
import { createActor } from 'xstate';
import { type RateViolationTimings, rateViolationMachine } from '../../../src/machines/rate-violation.machine.ts';
import { SteppedClock } from './stepped-clock.ts';

/** The product's proportions. */
export const RATE_VIOLATION_TIMINGS: RateViolationTimings = {
  warnAfterMs: 5_000,
  closeAfterMs: 30_000,
  quietMs: 1_000,
};

class CountingClock extends SteppedClock {
  timersSet = 0;

  override setTimeout(run: () => void, delayMs: number): number {
    this.timersSet += 1;
    return super.setTimeout(run, delayMs);
  }
}

export function runRateViolation(timings: RateViolationTimings = RATE_VIOLATION_TIMINGS) {
  const clock = new CountingClock();
  /** `warn 5000`: what was ordered, at which time. */
  const orders: string[] = [];
  const order = (name: string) => () => {
    orders.push(`${name} ${clock.now()}`);
  };
  const effects = { warn: order('warn'), giveUp: order('giveUp') };
  const actor = createActor(rateViolationMachine, { clock, input: { timings, effects } });
  actor.start();
  const drop = () => actor.send({ type: 'chunk.dropped', atMs: clock.now() });
  return {
    actor,
    clock,
    orders,
    drop,
    get state() {
      return actor.getSnapshot().value;
    },
    /** A drop now and then one every so many ms, up to and including this time. */
    dropUntil: (untilMs: number, everyMs: number) => {
      drop();
      while (clock.now() + everyMs <= untilMs) {
        clock.advance(everyMs);
        drop();
      }
      clock.advance(untilMs - clock.now());
    },
  };
}
