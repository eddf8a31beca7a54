import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const PROGRAM = pathToFileURL('testkit/programs/program.ts').href;
const INTERRUPTION = pathToFileURL('testkit/command/interruption.ts').href;
/** Starts a program that never ends, says its process id, and leaves when told to, or not. */
const STARTER = (leave: string) => `
  const { run } = await import('${PROGRAM}');
  const { onInterruption } = await import('${INTERRUPTION}');
  const program = run('test/support/endless.mjs', [], {});
  onInterruption(() => { console.log('told'); ${leave} });
  console.log(program.child.pid);
  setInterval(() => {}, 1_000);
`;

function start(t: TestContext, leave: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', STARTER(leave)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (part) => {
    said += part;
  });
  const lines = async (count: number) => {
    while (said.split('\n').length <= count) await once(child.stdout, 'data');
    return said.trim().split('\n');
  };
  return { child, lines, ended: once(child, 'exit') };
}

/** Not a process that has ended and whose parent has not asked yet. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
}

test('one Ctrl-C that comes twice, from the terminal and from npm, is told once, and the command ends in order', async (t) => {
  const { child, lines, ended } = start(t, 'void program.stop().then(() => process.exit(0))');
  const [pid] = await lines(1);

  child.kill('SIGINT');
  child.kill('SIGINT');

  assert.deepEqual(await ended, [0, null]);
  assert.deepEqual(await lines(2), [pid, 'told']);
  await untilGone(Number(pid));
});

test('a command that is ended at once takes what it has started with it', async (t) => {
  const { child, lines, ended } = start(t, 'process.exit(130)');
  const [pid] = await lines(1);

  child.kill('SIGTERM');

  assert.deepEqual(await ended, [130, null]);
  await untilGone(Number(pid));
});
