/**
 * `npm run proxies`: nginx and HAProxy, with the configurations of ops/proxies/, in front of compiled servers. Two minutes of
 * it are silence, through which sockets have to stay open; everything else is done meanwhile. Arguments are parts of paths.
 */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { findProxy } from '../test/proxies/proxy.ts';
import { builtProgram } from '../testkit/programs/built-program.ts';

const FOLDER = 'test/proxies';
/** How often a run that has nothing to tell says that it goes on. */
const REMINDER_MS = 20_000;
/** Three times what the silence takes: a file that hangs fails, with its name. */
const FILE_TIMEOUT_MS = 420_000;

const wanted = process.argv.slice(2);
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `${FOLDER}/${name}`)
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  // What comes last is told last: nobody should wait for the silence to read about the rest.
  .sort((a, b) => Number(a.includes('quiet')) - Number(b.includes('quiet')));
if (files.length === 0) {
  process.stderr.write(`proxies: no test file has ${wanted.join(' or ')} in its path\n`);
  process.exit(2);
}
for (const name of ['nginx', 'HAProxy'] as const) {
  const { skip } = findProxy(name);
  if (skip) process.stdout.write(`proxies: ${skip}; its tests are skipped\n`);
}

// The SDK warns in every process that releases from 2027 on will want Node 22; ours is pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// What runs compiled would be compiled by the first that needs it, while others use it.
await builtProgram('server');

const startedAt = performance.now();
const seconds = () => `${Math.round((performance.now() - startedAt) / 1000)} s`;
const reminder = setInterval(() => process.stdout.write(`proxies: still running, ${seconds()}\n`), REMINDER_MS);
let failed = 0;
// All at once: they wait most of the time.
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
