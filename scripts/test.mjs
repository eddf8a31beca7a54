/**
 * Runs every test: most of them side by side, then those that measure how long people wait, with the machine to
 * themselves. Arguments are handed on to node's test runner.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

/** They speak at the natural pace and assert latencies, or start a dozen processes themselves. */
const ALONE = [
  'test/whole/real-speech.test.ts',
  'test/demo/demo.test.ts',
  'test/contract/suite.test.ts',
  'test/faults/table.test.ts',
  'test/load/load.test.ts',
];

const all = readdirSync('test', { recursive: true })
  .map((name) => `test/${name}`)
  .filter((name) => name.endsWith('.test.ts'))
  .sort();
for (const name of ALONE) {
  if (!all.includes(name)) throw new Error(`scripts/test.mjs names ${name}, which is not there`);
}

const passed = [
  run(
    all.filter((name) => !ALONE.includes(name)),
    2,
  ),
  run(ALONE, 1),
];
process.exitCode = passed.every(Boolean) ? 0 : 1;

/** @param {string[]} files @param {number} concurrency */
function run(files, concurrency) {
  const args = ['--test', '--test-reporter=spec', `--test-concurrency=${concurrency}`, ...process.argv.slice(2)];
  // The SDK warns in every process that releases from 2027 on will want Node 22; ours is pinned.
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  return spawnSync('tsx', [...args, ...files], { stdio: 'inherit', env }).status === 0;
}
