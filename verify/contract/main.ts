/** `npm run contract`: checks every promise of the wire contract against a running server. */
import { performance } from 'node:perf_hooks';
import { EXIT, WrongUsage } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { hasColours } from '../../testkit/command/terminal.ts';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { addressingFor, loopbackOf } from './addresses.ts';
import { atOnceFor, excuseOf, maxSpeakersOf } from './full-house.ts';
import { lackOf } from './needs.ts';
import { Observed } from './observed.ts';
import { CONTRACT, chosen, type SuiteOptions } from './options.ts';
import { PROMISES } from './page.ts';
import type { Promised } from './promise.ts';
import { countsOf, Report, toJson } from './report.ts';
import { runPromises } from './runner.ts';
import { type Running, Servers } from './server.ts';
import { Stage } from './stage.ts';
import { ask } from './web.ts';

const DEADLINE_MS = 90_000;
/** For clients that share an address: each may have to wait a minute for its turn. */
const SHARED_DEADLINE_MS = 1_800_000;

process.exitCode = await runCommand(CONTRACT, async (options, { interrupted }) => {
  const promises = chosen(PROMISES, options.only);
  if (promises.length === 0) throw new WrongUsage(`no promise has ${options.only.join(' or ')} in its id or claim`);
  if (options.onlyLists) {
    for (const { id, claim } of promises) process.stdout.write(`${id} ${claim}\n`);
    return EXIT.done;
  }
  const running = options.url === undefined ? undefined : await survey(options.url, promises, options);
  // Checked first: a missing build gives one line here, and not one for every promise.
  if (running === undefined) await builtServer();
  return run(promises, options, { running, interrupted });
});

/** Finds out what a running server offers. @throws WrongUsage when it cannot be reached. */
async function survey(url: string, promises: readonly Promised[], options: SuiteOptions): Promise<Running> {
  const plain = url.replace(/\/+$/, '');
  if (!(await isReachable(plain))) throw new WrongUsage(`${url} cannot be reached`);
  const at = await loopbackOf(plain, isReachable);
  const addressing = addressingFor(at, options.isForwarded);
  const asked = new Set(promises.flatMap(({ needs = [], under }) => (under === 'standard' ? needs : [])));
  const lacks = await lackOf(at, { addressing, isThroughProxy: options.isThroughProxy }, asked);
  if (typeof lacks === 'string') throw new WrongUsage(lacks);
  return { url: at, addressing, lacks, maxSpeakers: await maxSpeakersOf(at) };
}

async function run(
  promises: readonly Promised[],
  { json, atOnce }: SuiteOptions,
  { running, interrupted }: { readonly running: Running | undefined; readonly interrupted: Promise<never> },
): Promise<number> {
  const startedMs = performance.now();
  const servers = new Servers(running);
  const observed = new Observed();
  const { stdout } = process;
  const report = new Report(promises, { write: (text) => json || stdout.write(text), hasColours: hasColours() });
  try {
    const judging = runPromises(promises, {
      stageFor: async ({ under, needs }) => new Stage(await servers.get(under, needs), servers, observed),
      atOnce: atOnceFor(running?.maxSpeakers, atOnce),
      deadlineMs: running?.addressing === 'shared' ? SHARED_DEADLINE_MS : DEADLINE_MS,
      excuse: (broken) => excuseOf(broken, running?.maxSpeakers),
      onResult: (result) => report.add(result),
    });
    const results = await Promise.race([judging, interrupted]);
    const elapsedMs = performance.now() - startedMs;
    report.totals(elapsedMs);
    if (json) stdout.write(`${toJson(results, elapsedMs)}\n`);
    return countsOf(results).broken > 0 ? 1 : 0;
  } finally {
    await servers.close();
  }
}

function builtServer(): Promise<string> {
  return builtProgram('server').catch((error: Error) => {
    throw new WrongUsage(error.message);
  });
}

function isReachable(url: string): Promise<boolean> {
  return ask(`${url}/healthz`).then(
    () => true,
    () => false,
  );
}
