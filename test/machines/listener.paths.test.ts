import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventObject } from 'xstate';
import { type ListenerEvent, listenerMachine } from '../../src/machines/listener.machine.ts';
import { delayMsOf, delayNameOf, stateIdsOf, titleOf, walkChart } from '../support/machines/chart-walk.ts';
import { LISTENER_INPUT, runListener } from '../support/machines/listener-run.ts';
import { LISTENER_TIMINGS } from '../support/machines/timings.ts';

const ALPHABET: ListenerEvent[] = [
  { type: 'delivery.backlog', bytes: 0 },
  { type: 'delivery.backlog', bytes: LISTENER_TIMINGS.laggingBytes + 1 },
  { type: 'delivery.backlog', bytes: LISTENER_TIMINGS.maxBytes + 1 },
  { type: 'language.changed', targetLanguage: 'fr' },
  { type: 'listener.left' },
];

const walks = walkChart(listenerMachine, {
  input: LISTENER_INPUT,
  alphabet: () => ALPHABET,
  identity: ({ value, output, context: { targetLanguage } }) => ({ value, output, targetLanguage }),
});

function replay(events: readonly EventObject[]) {
  const run = runListener();
  for (const event of events) {
    const delay = delayNameOf(event);
    if (delay === undefined) run.actor.send(event as ListenerEvent);
    else run.clock.fire(delayMsOf(listenerMachine, delay, run.actor.getSnapshot()));
  }
  return run;
}

test('the walk reaches every state of the chart', () => {
  const reached = new Set(walks.flatMap(({ state }) => state._nodes.map(({ id }) => id)));

  assert.deepEqual(
    stateIdsOf(listenerMachine).filter((id) => !reached.has(id)),
    [],
  );
});

for (const { events, state, next } of walks) {
  test(`a listener has a timer only while it lags: ${titleOf(events)}`, () => {
    for (const [path, expected] of [
      [events, state] as const,
      ...next.map((step) => [[...events, step.event], step.state] as const),
    ]) {
      const run = replay(path);

      assert.deepEqual(run.state, expected.value, titleOf(path));
      assert.deepEqual(run.output, expected.output, titleOf(path));
      assert.deepEqual(run.clock.waiting, run.state === 'lagging' ? [LISTENER_TIMINGS.laggingMs] : [], titleOf(path));
      run.actor.stop();
      assert.deepEqual(run.clock.waiting, []);
    }
  });
}
