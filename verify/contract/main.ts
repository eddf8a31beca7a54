/** `npm run contract`: every promise of the wire contract, held against a running server. */
import { performance } from 'node:perf_hooks';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { onInterruption } from '../../testkit/programs/program.ts';
import { addressingFor, loopbackOf } from './addresses.ts';
import { atOnceFor, excuseOf, maxSpeakersOf } from './full-house.ts';
import { lackOf } from './needs.ts';
import { Observed } from './observed.ts';
import { chosen, parseArguments, type SuiteOptions, USAGE } from './options.ts';
import { PROMISES } from './page.ts';
import type { Promised } from './promise.ts';
import { countsOf, jsonOf, Report } from './report.ts';
import { runPromises } from './runner.ts';
import { type Running, Servers } from './server.ts';
import { Stage } from './stage.ts';
import { ask } from './web.ts';

const DEADLINE_MS = 90_000;
/** Where clients share an address they wait for their turns, a minute each at worst. */
const SHARED_DEADLINE_MS = 1_800_000;

// The SDK warns on Node 20 that releases of 2027 will want another; ours is pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// A reader that has gone, as in `npm run contract | head`, is no failure.
process.stdout.on('error', () => {});

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args);
  if (parsed.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (parsed.kind === 'wrong') return fail(parsed.message);
  const { options } = parsed;
  const promises = chosen(PROMISES, options.only);
  if (promises.length === 0) return fail(`no promise has ${options.only.join(' or ')} in its id or claim`);
  if (parsed.kind === 'list') {
    for (const { id, claim } of promises) process.stdout.write(`${id} ${claim}\n`);
    return 0;
  }
  const running = options.url === undefined ? undefined : await survey(options.url, promises, options);
  if (typeof running === 'string') return fail(running);
  // One line instead of one for every promise.
  const problem = running === undefined ? await buildProblem() : undefined;
  return problem === undefined ? run(promises, options, running) : fail(problem);
}

/** What there is to know of a server that runs already, or why it cannot be asked. */
async function survey(url: string, promises: readonly Promised[], options: SuiteOptions): Promise<Running | string> {
  const plain = url.replace(/\/+$/, '');
  if (!(await isReachable(plain))) return `${url} cannot be reached`;
  const at = await loopbackOf(plain, isReachable);
  const addressing = addressingFor(at, options.isForwarded);
  const asked = new Set(promises.flatMap(({ needs = [], under }) => (under === 'standard' ? needs : [])));
  const lacks = await lackOf(at, { addressing, isThroughProxy: options.isThroughProxy }, asked);
  return typeof lacks === 'string' ? lacks : { url: at, addressing, lacks, maxSpeakers: await maxSpeakersOf(at) };
}

async function run(promises: readonly Promised[], { json, atOnce }: SuiteOptions, running?: Running): Promise<number> {
  const startedMs = performance.now();
  const servers = new Servers(running);
  const leave = () => void servers.close().finally(() => process.exit(130));
  onInterruption(leave);
  const observed = new Observed();
  const { stdout, env } = process;
  const hasColours = stdout.isTTY === true && env.TERM !== 'dumb' && !env.NO_COLOR;
  const report = new Report(promises, { write: (text) => json || stdout.write(text), hasColours });
  try {
    const results = await runPromises(promises, {
      stageFor: async ({ under, needs }) => new Stage(await servers.get(under, needs), servers, observed),
      atOnce: atOnceFor(running?.maxSpeakers, atOnce),
      deadlineMs: running?.addressing === 'shared' ? SHARED_DEADLINE_MS : DEADLINE_MS,
      excuse: (broken) => excuseOf(broken, running?.maxSpeakers),
      onResult: (result) => report.add(result),
    });
    const elapsedMs = performance.now() - startedMs;
    report.totals(elapsedMs);
    if (json) stdout.write(`${jsonOf(results, elapsedMs)}\n`);
    return countsOf(results).broken > 0 ? 1 : 0;
  } finally {
    await servers.close();
  }
}

function buildProblem(): Promise<string | undefined> {
  return builtProgram('server').then(
    () => undefined,
    (error: Error) => error.message,
  );
}

function isReachable(url: string): Promise<boolean> {
  return ask(`${url}/healthz`).then(
    () => true,
    () => false,
  );
}

function fail(message: string): number {
  process.stderr.write(`contract: ${message}\n`);
  return 2;
}
