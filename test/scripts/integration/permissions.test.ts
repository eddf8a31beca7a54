import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ALL_DOCTOR_CALLS } from '../../../scripts/integration/doctor-calls.ts';
import { PERMISSIONS } from '../../../scripts/integration/permissions.ts';

/** Read as text: the package has dependencies of its own, which need not be installed here. */
const source = readFileSync('deploy/stack/permissions.ts', 'utf8');

/** @returns the actions of one program's role, each once, in order. */
function actionsOf(program: string): string[] {
  const [, list = ''] = new RegExp(`^  ${program}: \\[([\\s\\S]*?)^  \\],`, 'm').exec(source) ?? [];
  return [...new Set([...list.matchAll(/'([a-z]+:\w+)'/g)].map(([, action = '']) => action))].sort();
}

const once = (actions: readonly string[]) => [...new Set(actions)].sort();

test('the roles of deploy/ have the actions that the tables of outgoing calls have', () => {
  for (const program of ['server', 'pipeline'] as const) {
    const needed = PERMISSIONS.filter(({ from }) => from === program).map(({ action }) => action);
    assert.ok(needed.length > 3);
    assert.deepEqual(actionsOf(program), once(needed), program);
  }
});

test('so has the role of those who run the doctor', () => {
  const needed = ALL_DOCTOR_CALLS.flatMap(({ permissions }) => permissions.map(({ action }) => action));

  assert.deepEqual(actionsOf('doctor'), once(needed));
});
