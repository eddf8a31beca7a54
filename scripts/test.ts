/**
 * Runs the tests: with `--long` the long ones, otherwise all others. Starting Node and the libraries takes longer than most
 * files' tests, so the files of a folder share one process; those of test/whole share four. Listed files have their own processes.
 * Arguments are parts of paths: the files with one of them in their path run, long or not.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import { builtProgram } from '../testkit/programs/built-program.ts';

/**
 * Long tests, of whole processes and of the browser. Each file has its own process, without coverage: other tests cover the
 * same code, and counting takes a fifth of the time.
 */
const LONG = [
  'test/deploy/npm-package.test.ts',
  'test/scripts/release/archive.test.ts',
  'test/whole/leaks.test.ts',
  'test/whole/isolation.test.ts',
  'test/verify/faults/table.test.ts',
  'test/verify/contract/suite.test.ts',
  'test/verify/recognition/stretched-speech.test.ts',
  'test/verify/soak/soak.test.ts',
  'test/web/accessibility.test.ts',
  'test/web/broadcast.test.ts',
  'test/web/desk.test.ts',
  'test/web/firefox.test.ts',
  'test/web/hall.test.ts',
  'test/web/inside-replay.test.ts',
  'test/web/inside.test.ts',
  'test/web/keep/pages.test.ts',
  'test/web/level-test.test.ts',
  'test/web/locales-fit.test.ts',
  'test/web/listener.test.ts',
  'test/web/other-server.test.ts',
  'test/web/person.test.ts',
  'test/web/phone-life.test.ts',
  'test/web/plain-http.test.ts',
  'test/web/player.test.ts',
  'test/web/recordings.test.ts',
  'test/web/restart.test.ts',
  'test/web/segments.test.ts',
  'test/web/start/demo.test.ts',
  'test/whole/crowd.test.ts',
];
/** Tests behind real proxies, which take two minutes: `npm run proxies` runs them. Tests in a Debian 13: `npm run node24`. */
const ELSEWHERE = ['test/proxies/', 'test/release/'];
/** Tests that use the whole machine, or run in real time and measure how long something takes. They run alone. */
const ALONE = [
  'test/hostile/fuzz.test.ts',
  'test/verify/load/alone.test.ts',
  'test/verify/load/load.test.ts',
  'test/verify/recognition/accuracy.test.ts',
  'test/whole/person-speech.test.ts',
  'test/whole/real-speech.test.ts',
];
/** Number of processes for tests with whole servers, which take longest. */
const WHOLE_PROCESSES = 4;
/** The part of a path that decides which files share a process. Endpoints take long, so each has its own. */
const FOLDER = /^test\/((?:emulators|tools|verify|ops)\/\w+|\w+)\//;

/** Several times what any file takes on a busy machine. A file that hangs fails with its name. */
const FILE_TIMEOUT_MS = 1_500_000;

/** Lines of the list of what took longest. */
const SHOWN_TIMES = 30;

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
    ? !ELSEWHERE.some((folder) => name.startsWith(folder)) && special.includes(name) === isLong
    : wanted.some((part) => name.includes(part));
const chosen = all.filter(isChosen);
if (chosen.length === 0) {
  process.stderr.write(`test: no test file has ${wanted.join(' or ')} in its path\n`);
  process.exit(2);
}

// Turns off the SDK's warning in every process that releases from 2027 on need Node 22. Its version is pinned here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// Built before the tests. Otherwise the first test that needs the build would make it while others use it.
await builtProgram('server');
// A folder of this run only, because another run may be going on.
const folder = mkdtempSync(join(tmpdir(), 'rostrum-tests-'));
const failed: string[] = [];
// Three processes on two cores, because tests wait a third of the time, for speech in real time and for timeouts.
await pass(sharedProcesses(chosen.filter((name) => !special.includes(name))), 3);
delete process.env.NODE_V8_COVERAGE;
await pass(LONG.filter(isChosen), 2);
await pass(ALONE.filter(isChosen), 1);
rmSync(folder, { recursive: true, force: true });
for (const name of failed) process.stderr.write(`failed: ${name}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** @returns a file for each folder, and several for a folder with many whole servers: each imports its test files. */
function sharedProcesses(files: readonly string[]): string[] {
  const processes = new Map<string, string[]>();
  for (const [at, name] of files.entries()) {
    const members = FOLDER.exec(name)?.[1]?.replace('/', '-') ?? 'test';
    const key = members === 'whole' ? `${members}-${at % WHOLE_PROCESSES}` : members;
    processes.set(key, [...(processes.get(key) ?? []), name]);
  }
  // The slow ones start first; the short ones fill the remaining time.
  const isSlow = (key: string) => /^(whole|emulators|tools-demo)/.test(key);
  const keys = [...processes.keys()].sort((a, b) => Number(isSlow(b)) - Number(isSlow(a)));
  return keys.map((key) => {
    const path = `${folder}/${key}.test.mjs`;
    const urls = (processes.get(key) ?? []).map((name) => JSON.stringify(pathToFileURL(name).href));
    writeFileSync(path, urls.map((url) => `await import(${url});\n`).join(''));
    return path;
  });
}

/** @param atOnce number of processes at the same time. */
async function pass(files: string[], atOnce: number): Promise<void> {
  if (files.length === 0) return;
  const stream = run({ files: files.map((name) => resolve(name)), concurrency: atOnce, timeout: FILE_TIMEOUT_MS });
  stream.on('test:fail', ({ name, file }) => failed.push(`${name} (${file})`));
  const times: { readonly name: string; readonly seconds: number }[] = [];
  stream.on('test:complete', ({ name, file, details }) => {
    if (name !== file) return;
    const shown = name.startsWith(folder) ? basename(name, '.test.mjs') : relative('.', name);
    times.push({ name: shown, seconds: Math.round(details.duration_ms / 1_000) });
  });
  const report = stream.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await finished(report);
  const slowest = times.sort((a, b) => b.seconds - a.seconds).slice(0, SHOWN_TIMES);
  const lines = slowest.map(({ name, seconds }) => `${String(seconds).padStart(6)} s  ${name}\n`);
  process.stdout.write(`\nSlowest processes of ${files.length}, ${atOnce} at a time\n${lines.join('')}\n`);
}
