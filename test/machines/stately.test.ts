/** The charts' JSON as Stately's own reader of machine code takes it: the one that its tools for editors are built on. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { CHART_NAMES } from '../../src/protocol/inside.ts';

/** It needs XState 4, so it has packages of its own. */
const READER = 'scripts/statecharts/reader';
const isHere = existsSync(`${READER}/node_modules`);
// In CI it must be there.
const skip = !isHere && process.env.CI !== 'true' && `Stately’s reader is not here: npm ci --prefix ${READER}`;

interface Reader {
  extractMachinesFromFile(text: string): { readonly machines: readonly { toConfig(): State | undefined }[] } | null;
}

/** The types of the reader ask for XState 4, so it is loaded without them. */
const reader = () => createRequire(new URL(`../../${READER}/`, import.meta.url))('@xstate/machine-extractor') as Reader;

type Named = string | { readonly type: string } | { readonly action: { readonly type: string } };

interface Transition {
  readonly target?: string | readonly string[];
  /** XState 5's name of a guard, and the reader's. */
  readonly guard?: Named;
  readonly cond?: Named;
  readonly actions?: Named | readonly Named[];
}

type Transitions = Transition | readonly Transition[];

interface Invoked {
  readonly id?: string;
  readonly src?: unknown;
  readonly onDone?: Transitions;
  readonly onError?: Transitions;
}

interface State {
  readonly id?: string;
  readonly type?: string;
  readonly initial?: string;
  readonly description?: string;
  readonly entry?: Named | readonly Named[];
  readonly exit?: Named | readonly Named[];
  readonly invoke?: Invoked | readonly Invoked[];
  readonly always?: Transitions;
  readonly on?: Readonly<Record<string, Transitions>>;
  readonly after?: Readonly<Record<string, Transitions>>;
  readonly states?: Readonly<Record<string, State>>;
}

function list<T>(one: T | readonly T[] | undefined): readonly T[] {
  if (one === undefined) return [];
  return Array.isArray(one) ? one : [one as T];
}

function nameOf(named: Named): string {
  if (typeof named === 'string') return named;
  return 'action' in named ? named.action.type : named.type;
}

const namesOf = (named: Named | readonly Named[] | undefined) => list(named).map(nameOf);
const toLines = (on: string, transitions: Transitions | undefined) =>
  list(transitions).map(({ target, guard, cond = guard, actions }) => ({
    on,
    target: list(target)[0],
    guard: cond === undefined ? undefined : nameOf(cond),
    actions: namesOf(actions),
  }));

/** What a chart says, in one shape for both. `reenter` and tags, which the reader does not know, are left out. */
function plain(path: string, state: State): readonly unknown[] {
  const { type, initial, description, entry, exit, always, on = {}, after = {}, states = {} } = state;
  const invokes = list(state.invoke).map(({ id, onDone, onError }) => ({
    id,
    transitions: [...toLines('done', onDone), ...toLines('error', onError)],
  }));
  const transitions = [
    ...toLines('always', always),
    ...Object.entries(on).flatMap(([event, to]) => toLines(event, to)),
    ...Object.entries(after).flatMap(([delay, to]) => toLines(`after ${delay}`, to)),
  ];
  return [
    { path, type, initial, description, entry: namesOf(entry), exit: namesOf(exit), invokes, transitions },
    ...Object.entries(states).flatMap(([name, child]) => plain(`${path}.${name}`, child)),
  ];
}

for (const name of CHART_NAMES) {
  test(`Stately’s reader finds the ${name} chart in createMachine(...) with its JSON, state by state`, { skip }, () => {
    const json = readFileSync(`docs/statecharts/${name}.json`, 'utf8');
    const config = JSON.parse(json) as State;

    const found = reader().extractMachinesFromFile(`export const machine = createMachine(${json});`);
    const [machine, ...more] = found?.machines ?? [];

    assert.deepEqual(more, []);
    const read = machine?.toConfig();
    assert.equal(read?.id, config.id);
    assert.deepEqual(plain(name, read ?? {}), plain(name, config));
  });
}
