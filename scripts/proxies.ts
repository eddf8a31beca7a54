/**
 * `npm run proxies`: tests nginx and HAProxy, with the configurations of ops/proxies/, in front of compiled servers. Two
 * files keep idle sockets open for two minutes; all others run meanwhile. Arguments are parts of paths of test files.
 */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { findProxy } from '../test/proxies/proxy.ts';
import { builtProgram } from '../testkit/programs/built-program.ts';

const FOLDER = 'test/proxies';
/** How often a silent run says that it is still running. */
const REMINDER_MS = 20_000;
/** More than three times as long as the longest test. A file that hangs fails with its name. */
const FILE_TIMEOUT_MS = 420_000;

/** Files with 130 s of silence. */
const isSlow = (file: string) => /(quiet|doctor)\.test/.test(file);

const wanted = process.argv.slice(2);
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `${FOLDER}/${name}`)
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  // Results are printed in the order of the files, so the longest tests must not hold up the others.
  .sort((a, b) => Number(isSlow(a)) - Number(isSlow(b)));
if (files.length === 0) {
  process.stderr.write(`proxies: no test file has ${wanted.join(' or ')} in its path\n`);
  process.exit(2);
}
for (const name of ['nginx', 'HAProxy'] as const) {
  const { skip } = findProxy(name);
  if (skip) process.stdout.write(`proxies: ${skip}; its tests are skipped\n`);
}

// Turns off the SDK's warning in every process that releases from 2027 on need Node 22. Its version is pinned here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// Built before the tests. Otherwise the first test that needs the build would make it while others use it.
await builtProgram('server');

const startedAt = performance.now();
const seconds = () => `${Math.round((performance.now() - startedAt) / 1000)} s`;
const reminder = setInterval(() => process.stdout.write(`proxies: still running, ${seconds()}\n`), REMINDER_MS);
let failed = 0;
// All files at once, because they wait most of the time.
const tests = run({ files: files.map((name) => resolve(name)), concurrency: files.length, timeout: FILE_TIMEOUT_MS });
tests.on('test:fail', () => {
  failed += 1;
});
tests.compose(new spec()).pipe(process.stdout, { end: false });
tests.on('end', () => {
  clearInterval(reminder);
  process.stdout.write(`proxies: ${failed === 0 ? 'done' : 'failed'} in ${seconds()}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
});
