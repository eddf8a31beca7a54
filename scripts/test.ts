/**
 * Runs the tests: those that take long with `--long`, all others without. Starting Node and the libraries takes longer than most
 * files' tests, so a folder's files share one process; those that start servers and browsers have one each. Arguments are parts
 * of paths: the files with one of them run, long or not.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import { builtProgram } from '../testkit/programs/built-program.ts';

/**
 * Long, of whole processes and of the browser: a process each. What they call of `src/` others cover; counting it costs a fifth
 * of them.
 */
const LONG = [
  'test/verify/contract/suite.test.ts',
  'test/verify/faults/table.test.ts',
  'test/verify/soak/soak.test.ts',
  'test/web/accessibility.test.ts',
  'test/web/broadcast.test.ts',
  'test/web/inside.test.ts',
  'test/web/other-server.test.ts',
  'test/web/person.test.ts',
  'test/web/recordings.test.ts',
  'test/web/restart.test.ts',
  'test/whole/crowd.test.ts',
  'test/whole/isolation.test.ts',
  'test/whole/leaks.test.ts',
];
/** Behind real proxies, for two minutes: `npm run proxies` runs them. */
const ELSEWHERE = 'test/proxies/';
/** They load the machine with all there is, or speak at their pace, and assert how long somebody waits. */
const ALONE = [
  'test/hostile/fuzz.test.ts',
  'test/verify/load/load.test.ts',
  'test/verify/recognition/accuracy.test.ts',
  'test/whole/person-speech.test.ts',
];
/** Whole servers take longest: so many processes of them. */
const WHOLE_PROCESSES = 4;
/** What shares a process; the endpoints, which take long too, by endpoint. */
const FOLDER = /^test\/((?:emulators|tools|verify|ops)\/\w+|\w+)\//;

/** Several times what any takes on a busy machine: a file that hangs fails, with its name. */
const FILE_TIMEOUT_MS = 1_500_000;

const LONG_FLAG = '--long';
const isLong = process.argv.includes(LONG_FLAG);
const wanted = process.argv.slice(2).filter((part) => part !== LONG_FLAG);
const all = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name}`)
  .filter((name) => name.endsWith('.test.ts'))
  .sort();
const special = [...LONG, ...ALONE];
for (const name of special) {
  if (!all.includes(name)) throw new Error(`scripts/test.ts names ${name}, which is not there`);
}
const isChosen = (name: string) =>
  wanted.length === 0
    ? !name.startsWith(ELSEWHERE) && special.includes(name) === isLong
    : wanted.some((part) => name.includes(part));
const chosen = all.filter(isChosen);
if (chosen.length === 0) {
  process.stderr.write(`test: no test file has ${wanted.join(' or ')} in its path\n`);
  process.exit(2);
}

// The SDK warns in every process that releases from 2027 on will want Node 22; ours is pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// What runs compiled would be compiled by the first that needs it, while others use it.
await builtProgram('server');
// One's own: another run may be going on.
const folder = mkdtempSync(join(tmpdir(), 'rostrum-tests-'));
const failed: string[] = [];
// Three on two cores: a third of the time they wait, for speech that takes its time and for deadlines.
await pass(sharedProcesses(chosen.filter((name) => !special.includes(name))), 3);
delete process.env.NODE_V8_COVERAGE;
await pass(LONG.filter(isChosen), 2);
await pass(ALONE.filter(isChosen), 1);
rmSync(folder, { recursive: true, force: true });
for (const name of failed) process.stderr.write(`failed: ${name}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** @returns a file for each folder, and some for one with many whole servers: each has all tests of its members. */
function sharedProcesses(files: readonly string[]): string[] {
  const processes = new Map<string, string[]>();
  for (const [at, name] of files.entries()) {
    const members = FOLDER.exec(name)?.[1]?.replace('/', '-') ?? 'test';
    const key = members === 'whole' ? `${members}-${at % WHOLE_PROCESSES}` : members;
    processes.set(key, [...(processes.get(key) ?? []), name]);
  }
  // The long ones begin; the short ones fill up what is left.
  const isSlow = (key: string) => /^(whole|emulators|tools-demo)/.test(key);
  const keys = [...processes.keys()].sort((a, b) => Number(isSlow(b)) - Number(isSlow(a)));
  return keys.map((key) => {
    const path = `${folder}/${key}.test.mjs`;
    const urls = (processes.get(key) ?? []).map((name) => JSON.stringify(pathToFileURL(name).href));
    writeFileSync(path, urls.map((url) => `await import(${url});\n`).join(''));
    return path;
  });
}

/** @param atOnce processes. */
async function pass(files: string[], atOnce: number): Promise<void> {
  if (files.length === 0) return;
  const stream = run({ files: files.map((name) => resolve(name)), concurrency: atOnce, timeout: FILE_TIMEOUT_MS });
  stream.on('test:fail', ({ name, file }) => failed.push(`${name} (${file})`));
  const report = stream.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await finished(report);
}
