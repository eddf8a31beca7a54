/**
 * Runs every test. Starting Node and the libraries takes longer than most files' tests, so a folder's files share one
 * process; those that start servers and browsers have one each. Arguments are parts of paths: only files with one run.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import { builtServer } from '../contract/built-server.ts';

/** Long, and of whole processes: what they call of `src/` is covered by others, and counting it costs a fifth of them. */
const UNCOUNTED = [
  'test/contract/suite.test.ts',
  'test/faults/table.test.ts',
  'test/hostile/fuzz.test.ts',
  'test/soak/soak.test.ts',
  'test/whole/isolation.test.ts',
  'test/whole/leaks.test.ts',
];
/** They assert how long people wait for speech, or load a server with all there is: nothing else may run. */
const ALONE = ['test/load/load.test.ts'];
const HAS_OWN_PROCESS = /^test\/(whole|web)\//;
/** Those of the endpoints take longest: they share by endpoint. */
const FOLDER = /^test\/(embedded\/\w+|\w+)\//;

const SHARED_FOLDER = resolve('node_modules/.cache/rostrum-tests');

const wanted = process.argv.slice(2);
const all = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name}`)
  .filter((name) => name.endsWith('.test.ts'))
  .sort();
for (const name of [...UNCOUNTED, ...ALONE]) {
  if (!all.includes(name)) throw new Error(`scripts/test.ts names ${name}, which is not there`);
}
const chosen = all.filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (chosen.length === 0) {
  process.stderr.write(`test: no test file has ${wanted.join(' or ')} in its path\n`);
  process.exit(2);
}

const special = new Set([...UNCOUNTED, ...ALONE]);
const others = chosen.filter((name) => !special.has(name));
// The SDK warns in every process that releases from 2027 on will want Node 22; ours is pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// What runs compiled would be compiled by the first that needs it, while others use it.
await builtServer();
const failed: string[] = [];
// The slow ones begin; the quick ones fill up what is left.
await pass([...others.filter((name) => HAS_OWN_PROCESS.test(name)), ...sharedProcesses(others)], 2);
await pass(
  chosen.filter((name) => ALONE.includes(name)),
  1,
);
delete process.env.NODE_V8_COVERAGE;
await pass(
  chosen.filter((name) => UNCOUNTED.includes(name)),
  2,
);
for (const name of failed) process.stderr.write(`failed: ${name}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** @returns a file for each folder, that has all its tests. */
function sharedProcesses(files: readonly string[]): string[] {
  rmSync(SHARED_FOLDER, { recursive: true, force: true });
  mkdirSync(SHARED_FOLDER, { recursive: true });
  const folders = new Map<string, string[]>();
  for (const name of files) {
    if (HAS_OWN_PROCESS.test(name)) continue;
    const folder = FOLDER.exec(name)?.[1] ?? 'test';
    folders.set(folder, [...(folders.get(folder) ?? []), name]);
  }
  return [...folders].map(([folder, members]) => {
    const path = `${SHARED_FOLDER}/${folder.replaceAll('/', '-')}.test.mjs`;
    writeFileSync(path, members.map((name) => `await import(${JSON.stringify(pathToFileURL(name).href)});\n`).join(''));
    return path;
  });
}

/** @param atOnce processes. */
async function pass(files: string[], atOnce: number): Promise<void> {
  if (files.length === 0) return;
  const stream = run({ files: files.map((name) => resolve(name)), concurrency: atOnce });
  stream.on('test:fail', ({ name, file }) => failed.push(`${name} (${file})`));
  const report = stream.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await finished(report);
}
