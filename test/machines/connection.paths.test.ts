import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventObject } from 'xstate';
import { type ConnectionEvent, connectionMachine } from '../../src/machines/connection.machine.ts';
import { delayMsOf, delayNameOf, stateIdsOf, titleOf, walkChart } from '../support/machines/chart-walk.ts';
import { CONNECTION_TIMINGS, connectionInput, runConnection } from '../support/machines/connection-run.ts';

const ALPHABET: ConnectionEvent[] = [{ type: 'connection.refreshed' }, { type: 'connection.replaced' }];
const FOR_EVER = () => Number.MAX_SAFE_INTEGER;

/** A client that answers and is young, one that is silent, and one that is old: between them every guard goes both ways. */
const KINDS = {
  'a lively client': {},
  'a silent client': { quietForMs: FOR_EVER },
  'an old client': { ageMs: FOR_EVER },
};

const reached = new Set<string>();
for (const [kind, answers] of Object.entries(KINDS)) {
  const walks = walkChart(connectionMachine, {
    input: connectionInput(answers),
    alphabet: () => ALPHABET,
    identity: ({ value }) => value,
  });
  for (const { state } of walks) for (const { id } of state._nodes) reached.add(id);

  for (const { events, state } of walks) {
    test(`${kind} has a timer for each thing that is awaited, and none after: ${titleOf(events)}`, () => {
      const run = runConnection(answers);
      for (const event of events) send(run, event);

      assert.deepEqual(run.actor.getSnapshot().value, state.value);
      const timers = run.clock.waiting.length;
      if (state.matches('gone')) assert.equal(timers, 0);
      else if (state.matches('replaced')) assert.deepEqual(run.clock.waiting, [CONNECTION_TIMINGS.replacedMs]);
      else assert.equal(timers, state.matches({ current: { age: 'old' } }) ? 2 : 3);
      assert.equal(
        run.ordered.filter((order) => order === 'giveUp' || order === 'retire').length,
        timers === 0 ? 1 : 0,
      );
      run.actor.stop();
      assert.deepEqual(run.clock.waiting, []);
    });
  }
}

test('the walks reach every state of the chart', () => {
  assert.deepEqual(
    stateIdsOf(connectionMachine).filter((id) => !reached.has(id)),
    [],
  );
});

function send({ actor, clock }: ReturnType<typeof runConnection>, event: EventObject): void {
  const delay = delayNameOf(event);
  if (delay === undefined) actor.send(event as ConnectionEvent);
  else clock.fire(delayMsOf(connectionMachine, delay, actor.getSnapshot()));
}
