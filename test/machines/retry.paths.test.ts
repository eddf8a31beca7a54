import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventObject } from 'xstate';
import { retryMachine } from '../../src/machines/retry.machine.ts';
import { delayMsOf, delayNameOf, stateIdsOf, titleOf, walkChart } from '../support/machines/chart-walk.ts';
import { AWAY, failureOf, RETRY_LIMITS, runRetry, SUCCEEDED, WRONG } from '../support/machines/retry-run.ts';

const ATTEMPT_DONE = 'xstate.done.actor.attempt';
const ATTEMPT_BROKE = 'xstate.error.actor.attempt';
const ANSWERS = [SUCCEEDED, AWAY, WRONG];

const walks = walkChart(retryMachine, {
  input: {
    ...{ limits: RETRY_LIMITS, random: () => 0.5, makeAttempt: () => assert.fail('started') },
    failure: failureOf('away'),
  },
  alphabet: ({ value }) => [
    { type: 'call.abandon' },
    ...(value === 'attempting'
      ? [...ANSWERS.map((output) => ({ type: ATTEMPT_DONE, output })), { type: ATTEMPT_BROKE, error: 'a bug' }]
      : []),
  ],
  identity: ({ value, output, context: { attempts } }) => ({ value, output, attempts }),
});

async function replay(events: readonly EventObject[]) {
  const run = runRetry();
  for (const event of events) {
    const delay = delayNameOf(event);
    if (delay !== undefined) run.clock.fire(delayMsOf(retryMachine, delay, run.actor.getSnapshot()));
    else if (event.type === ATTEMPT_DONE) await run.last.answer((event as unknown as { output: typeof AWAY }).output);
    else if (event.type === ATTEMPT_BROKE) await run.last.reject();
    else run.actor.send({ type: 'call.abandon' });
  }
  return run;
}

test('the walk reaches every state in which the chart can rest', () => {
  const reached = new Set(walks.flatMap(({ state }) => state._nodes.map(({ id }) => id)));

  assert.deepEqual(
    stateIdsOf(retryMachine).filter((id) => !reached.has(id)),
    ['retry.failed'],
  );
});

for (const { events, state, next } of walks) {
  test(`one attempt is under way while attempting and none elsewhere: ${titleOf(events)}`, async () => {
    for (const [path, expected] of [
      [events, state] as const,
      ...next.map((step) => [[...events, step.event], step.state] as const),
    ]) {
      const run = await replay(path);

      assert.deepEqual(run.state, expected.value, titleOf(path));
      assert.deepEqual(run.output, expected.output, titleOf(path));
      assert.equal(run.underWay, run.state === 'attempting' ? 1 : 0, titleOf(path));
      assert.equal(run.clock.waiting.length, expected.status === 'active' ? 1 : 0, titleOf(path));
      assert.ok(run.attempts.length < RETRY_LIMITS.attempts, titleOf(path));
      run.actor.stop();
      assert.equal(run.underWay, 0, titleOf(path));
      assert.deepEqual(run.clock.waiting, []);
    }
  });
}
