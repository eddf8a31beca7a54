/** `npm run contract`: every promise of the wire contract, held against a running server. */
import { performance } from 'node:perf_hooks';
import { Observed } from './observed.ts';
import { chosen, parseArguments, type SuiteOptions, USAGE } from './options.ts';
import { PROMISES } from './page.ts';
import type { Promised } from './promise.ts';
import { countsOf, jsonOf, Report } from './report.ts';
import { runPromises } from './runner.ts';
import { Servers } from './server.ts';
import { Stage } from './stage.ts';
import { ask } from './web.ts';

const DEADLINE_MS = 90_000;

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
  if (options.url !== undefined && !(await isReachable(options.url))) return fail(`${options.url} cannot be reached`);
  return run(promises, options);
}

async function run(promises: readonly Promised[], { url, json, atOnce }: SuiteOptions): Promise<number> {
  const startedMs = performance.now();
  const servers = new Servers(url);
  const leave = () => void servers.close().finally(() => process.exit(130));
  process.once('SIGINT', leave);
  process.once('SIGTERM', leave);
  const observed = new Observed();
  const { stdout, env } = process;
  const hasColours = stdout.isTTY === true && env.TERM !== 'dumb' && !env.NO_COLOR;
  const report = new Report(promises, { write: (text) => json || stdout.write(text), hasColours });
  try {
    const results = await runPromises(promises, {
      stageFor: async (under) => new Stage(await servers.get(under), servers, observed),
      atOnce,
      deadlineMs: DEADLINE_MS,
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
