/** The whole table in its short form, as users run it. How fast this machine is, is not the claim. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { RowResult } from '../../../verify/faults/row.ts';
import { ROWS } from '../../../verify/faults/table.ts';
import { runCommand } from '../../support/command.ts';

interface Table {
  readonly missing: number;
  readonly doubled: number;
  readonly table: readonly RowResult[];
}

const faults = (t: TestContext, ...args: string[]) => runCommand(t, 'verify/faults/main.ts', args);

test('whatever fails, at whatever moment, no block of speech is missing and none is doubled', async (t) => {
  const { code, stdout, stderr } = await faults(t, '--short', '--json');

  const { table, missing, doubled } = JSON.parse(stdout) as Table;
  assert.deepEqual(
    table.filter(({ problems }) => problems.length > 0),
    [],
  );
  assert.deepEqual({ rows: table.length, missing, doubled }, { rows: ROWS.length, missing: 0, doubled: 0 });
  assert.ok(table.every(({ sent }) => sent > 0));
  assert.equal(code, 0, stderr);
});

test('a row that is not there is one line, and exit code 2', async (t) => {
  const { code, stdout, stderr } = await faults(t, '--only', 'no such fault');

  assert.deepEqual([code, stdout, stderr], [2, '', 'faults: no row has no such fault in it\n']);
});
