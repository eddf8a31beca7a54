import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMachine } from 'xstate';
import { toActiveStates } from '../../src/machines/active-states.ts';
import { toChart } from '../../src/machines/chart.ts';
import { toChartConfig } from '../../src/machines/chart-config.ts';
import { CHART_WORDS } from '../../src/machines/chart-words.ts';
import { CHARTS, MACHINES } from '../../src/machines/charts.ts';
import { CHART_NAMES, type ChartState } from '../../src/protocol/inside.ts';

const everyState = (state: ChartState): ChartState[] => [state, ...state.states.flatMap(everyState)];

test('every chart there is is drawn', () => {
  assert.deepEqual(
    CHARTS.map(({ name }) => name),
    [...CHART_NAMES],
  );
});

for (const chart of CHARTS) {
  const states = everyState(chart.root);

  test(`every region and state of the ${chart.name} chart has its reason, and every reason its state`, () => {
    assert.deepEqual(Object.keys(CHART_WORDS[chart.name]).sort(), states.map(({ id }) => id).sort());
    for (const { id, why } of states) assert.ok(why.length > 5, id);
  });

  test(`every guard and action of the ${chart.name} chart has a name`, () => {
    const names = states.flatMap(({ entry, exit, transitions }) => [
      ...entry,
      ...exit,
      ...transitions.flatMap(({ guard, actions }) => [...(guard === undefined ? [] : [guard]), ...actions]),
    ]);

    for (const name of names) assert.doesNotMatch(name, /undefined|xstate\.|=>|\[object/);
  });

  test(`every way in the ${chart.name} chart leads to a state of it`, () => {
    const ids = states.map(({ id }) => id);

    for (const { transitions, initial } of states) {
      if (initial !== undefined) assert.ok(ids.includes(initial), initial);
      for (const { target } of transitions) if (target !== undefined) assert.ok(ids.includes(target), target);
    }
  });

  test(`the ${chart.name} chart as JSON is the same chart to XState`, () => {
    const config = JSON.parse(JSON.stringify(toChartConfig(chart)));

    const again = toChart({
      name: chart.name,
      machine: createMachine(config),
      words: CHART_WORDS[chart.name],
      names: new Map(),
    });

    assert.deepEqual(again, chart);
  });
}

test('active states are named as in the charts', () => {
  const value = { live: { stream: 'idle', pause: 'paused' } };

  assert.deepEqual(toActiveStates('session', value), ['session.live.stream.idle', 'session.live.pause.paused']);
  assert.deepEqual(toActiveStates('listener', 'lagging'), ['listener.lagging']);
  assert.deepEqual(toActiveStates('session', {}), ['session']);
  assert.equal(Object.keys(MACHINES).length, CHART_NAMES.length);
});
