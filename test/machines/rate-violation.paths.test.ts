import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import {
  type RateViolationEvent,
  type RateViolationTimings,
  rateViolationMachine,
} from '../../src/machines/rate-violation.machine.ts';
import { delayMsOf, delayNameOf, stateIdsOf, titleOf, walkChart } from '../support/machines/chart-walk.ts';
import { runRateViolation } from '../support/machines/rate-violation-run.ts';

/** Few drops make a period, and a state's timer is known by its delay: the quiet clock's is never over quietMs. */
const TIMINGS: RateViolationTimings = { warnAfterMs: 1_501, closeAfterMs: 3_004, quietMs: 1_000 };
const STATE_DELAYS = [TIMINGS.warnAfterMs, TIMINGS.closeAfterMs - TIMINGS.warnAfterMs];
const effects = { warn: () => undefined, giveUp: () => undefined };

const ageOf = ({ context: { startedAtMs, lastDropAtMs } }: AnyMachineSnapshot): number => lastDropAtMs - startedAtMs;

const walks = walkChart(rateViolationMachine, {
  input: { timings: TIMINGS, effects },
  alphabet: (state) => {
    const { lastDropAtMs } = state.context;
    const gaps = ageOf(state) > TIMINGS.closeAfterMs ? [1_000] : [600, 1_000];
    const drops = gaps.map((gapMs) => ({ type: 'chunk.dropped', atMs: lastDropAtMs + gapMs }));
    return state.matches('within') ? drops : [...drops, { type: 'quiet.due' }];
  },
  identity: (state) => ({
    value: state.value,
    ...(state.matches('within') || state.matches('over')
      ? {}
      : { age: ageOf(state), quietIn: state.context.quietDueAtMs - state.context.lastDropAtMs }),
  }),
});

function replay(events: readonly EventObject[]) {
  const run = runRateViolation(TIMINGS);
  for (const event of events) {
    const delay = delayNameOf(event);
    if (delay !== undefined) run.clock.fire(delayMsOf(rateViolationMachine, delay, run.actor.getSnapshot()));
    else if (event.type === 'quiet.due') run.clock.fire(quietDelaysOf(run.clock.waiting)[0] ?? 0);
    else run.actor.send(event as RateViolationEvent);
  }
  return run;
}

function quietDelaysOf(waiting: readonly number[]): number[] {
  return waiting.filter((delayMs) => !STATE_DELAYS.includes(delayMs));
}

test('the walk reaches every state of the chart', () => {
  const reached = new Set(walks.flatMap(({ state }) => state._nodes.map(({ id }) => id)));

  assert.deepEqual(
    stateIdsOf(rateViolationMachine).filter((id) => !reached.has(id)),
    [],
  );
});

for (const { events, state, next } of walks) {
  test(`a pace has its two timers only while a period goes on, and gives up once: ${titleOf(events)}`, () => {
    for (const [path, expected] of [
      [events, state] as const,
      ...next.map((step) => [[...events, step.event], step.state] as const),
    ]) {
      const run = replay(path);
      const stateDelay =
        run.state === 'violating' ? STATE_DELAYS[0] : run.state === 'warned' ? STATE_DELAYS[1] : undefined;
      const [quiet = 0, ...others] = quietDelaysOf(run.clock.waiting);

      assert.deepEqual(run.state, expected.value, titleOf(path));
      assert.deepEqual(others, [], titleOf(path));
      assert.deepEqual(
        run.clock.waiting.filter((delayMs) => STATE_DELAYS.includes(delayMs)),
        stateDelay === undefined ? [] : [stateDelay],
        titleOf(path),
      );
      assert.ok(stateDelay === undefined ? quiet === 0 : quiet > 0 && quiet <= TIMINGS.quietMs, titleOf(path));
      assert.equal(run.orders.filter((order) => order.startsWith('giveUp')).length, run.state === 'over' ? 1 : 0);
      run.actor.stop();
      assert.deepEqual(run.clock.waiting, []);
    }
  });
}
