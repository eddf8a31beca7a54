/** The whole table in its short form, as users run it. How fast this machine is, is not the claim. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import type { RowResult } from '../../../verify/faults/row.ts';
import { ROWS } from '../../../verify/faults/table.ts';

interface Table {
  readonly missing: number;
  readonly doubled: number;
  readonly table: readonly RowResult[];
}

async function faults(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'verify/faults/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part) => {
    stdout += part;
  });
  child.stderr.on('data', (part) => {
    stderr += part;
  });
  const [code] = await once(child, 'close');
  return { code: code as number | null, stdout, stderr };
}

test('whatever fails, at whatever moment, no block of speech is missing and none is doubled', async () => {
  const { code, stdout, stderr } = await faults('--short', '--json');

  const { table, missing, doubled } = JSON.parse(stdout) as Table;
  assert.deepEqual(
    table.filter(({ problems }) => problems.length > 0),
    [],
  );
  assert.deepEqual({ rows: table.length, missing, doubled }, { rows: ROWS.length, missing: 0, doubled: 0 });
  assert.ok(table.every(({ sent }) => sent > 0));
  assert.equal(code, 0, stderr);
});

test('a row that is not there is one line, and exit code 2', async () => {
  const { code, stdout, stderr } = await faults('--only', 'no such fault');

  assert.deepEqual([code, stdout, stderr], [2, '', 'faults: no row has no such fault in it\n']);
});
