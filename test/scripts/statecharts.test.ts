import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexPage } from '../../scripts/statecharts/index-page.ts';
import { toDiagrams } from '../../scripts/statecharts/mermaid.ts';
import { chartPage } from '../../scripts/statecharts/page.ts';
import { eventIn, membersOf } from '../../scripts/statecharts/source-tables.ts';
import { CHARTS } from '../../src/machines/charts.ts';
import type { Chart } from '../../src/protocol/inside.ts';
import { mermaidProblems } from '../support/mermaid-check.ts';

for (const chart of CHARTS) {
  for (const { state, mermaid } of toDiagrams(chart)) {
    test(`the picture of ${state.id} is what Mermaid understands`, () => {
      assert.deepEqual(mermaidProblems(mermaid), []);
    });
  }

  test(`the page of the ${chart.name} chart has everything in words`, () => {
    const page = chartPage(chart);

    assert.doesNotMatch(page, /\| undefined \||\[object/);
    assert.match(page, /^## Context$/m);
    assert.match(page, /^## Times and bounds$/m);
  });

  test(`every picture of a region of ${chart.name} is on its page`, () => {
    const page = chartPage(chart);

    for (const { mermaid } of toDiagrams(chart)) assert.ok(page.includes(mermaid));
    assert.equal(page.split('```mermaid').length - 1, toDiagrams(chart).length);
  });
}

test('a chart that changes has another page and another picture, so a committed one is found stale', () => {
  const circuit = CHARTS.find(({ name }) => name === 'circuit') as Chart;
  const [closed, ...others] = circuit.root.states;
  assert.ok(closed);
  const more = { kind: 'event', on: 'call.started', target: 'circuit.closed', actions: [] } as const;
  const states = [{ ...closed, transitions: [...closed.transitions, more] }, ...others];
  const changed: Chart = { ...circuit, root: { ...circuit.root, states } };

  assert.notEqual(chartPage(changed), chartPage(circuit));
  assert.match(toDiagrams(changed)[0]?.mermaid ?? '', /circuit_closed --> circuit_closed : call\.started/);
});

test('an event that is declared nowhere stops the printing', () => {
  const pace = CHARTS.find(({ name }) => name === 'pace') as Chart;
  const unknown = { kind: 'event', on: 'nobody.knows', actions: [] } as const;

  assert.throws(() => chartPage({ ...pace, root: { ...pace.root, transitions: [unknown] } }), /nobody\.knows/);
});

test('the index names every chart, in words and in the picture of how they belong together', () => {
  const page = indexPage(CHARTS);

  for (const { name } of CHARTS) {
    assert.ok(page.includes(`[${name}](${name}.md)`), name);
    assert.ok(page.includes(`${name}[[${name}]]`), name);
  }
});

test('what breaks a Mermaid picture is found', () => {
  const broken = [
    'stateDiagram-v2',
    '  state "a" as one',
    '  one --> two : x',
    '  state "b; c" as end',
    '  one -> one : y',
  ];

  assert.deepEqual(mermaidProblems(`${broken.join('\n')}\n`), [
    'line 3: two is not declared',
    'line 4: a label with a character that Mermaid reads',
    'line 4: end is a word of Mermaid',
    'line 5: not understood: one -> one : y',
  ]);
});

test('an interface’s members are read with their comments, inherited ones first', () => {
  const source = `export interface A {\n  /** Ms. */\n  readonly one: number;\n}\nexport interface B extends A {\n  /**\n   * Two\n   * lines.\n   */\n  readonly two?: () => void;\n}\n`;

  assert.deepEqual(membersOf(source, 'B'), [
    { name: 'one', type: 'number', meaning: 'Ms.' },
    { name: 'two', type: '() => void', meaning: 'Two lines.' },
  ]);
  assert.throws(() => membersOf(source, 'C'), /there is no interface C/);
});

test('an event’s fields are read with its comment; one that is not declared is not', () => {
  const source = `type E =\n  /** When. */\n  | { type: 'a.b'; atMs: number }\n  | { type: 'c' };`;

  assert.deepEqual(eventIn(source, 'a.b'), { carries: 'atMs: number', meaning: 'When.' });
  assert.deepEqual(eventIn(source, 'c'), { carries: '', meaning: '' });
  assert.equal(eventIn(source, 'd'), undefined);
});
