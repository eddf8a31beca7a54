/** Finds the most sessions that each variant holds with its share of a core. Prints nothing. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CommandFailure, toMessage } from '../../../testkit/command/failure.ts';
import { builtProgram } from '../../../testkit/programs/built-program.ts';
import { runRig } from '../rig.ts';
import { STEADY } from '../rig-options.ts';
import type { ServerPlan } from '../stage.ts';
import { removeLeftGroups } from './cpu-group.ts';
import { HeldServers } from './held-servers.ts';
import { busiestThreadHolds, type HeldRun, mostHeld, RULE_RATIO, toHeldRun, type VariantResult } from './result.ts';
import { nextSessions } from './session-search.ts';
import { ONE_PROCESS, THREADS_EACH, THREADS_TOGETHER, TWO_PROCESSES, type Variant, WIDE_PROCESS } from './variants.ts';

export interface MoreCoresOptions {
  /** Of a core, for each share, per cent. */
  readonly percent: number;
  readonly seconds: number;
  readonly step: number;
}

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const PROJECT = 'verify/bench/more-cores/tsconfig.json';
const THREADED = 'dist/bench/verify/bench/more-cores/threaded-server.js';
/** A share of 40 % holds more. */
const FIRST_PER_PERCENT = 3;
const MOST_TRIES = 4;
/** Seconds of audio of each process until its code is compiled: with fewer sessions it takes longer. */
const WARM_UP_AUDIO_S = 2_400;
const LEAST_WARM_UP_S = 8;

type OnStep = (step: string) => void;

export async function measureMoreCores(
  options: MoreCoresOptions,
  onStep: OnStep,
  signal: AbortSignal,
): Promise<VariantResult[]> {
  removeLeftGroups();
  onStep('compiling');
  await compileThreadedServer();
  const { percent, step } = options;
  const measure = (variant: Variant, first: number) => measureVariant(variant, first, options, onStep, signal);
  const alone = await measure(ONE_PROCESS, percent * FIRST_PER_PERCENT);
  const base = mostHeld(alone.runs)?.sessions ?? Math.min(...alone.runs.map(({ sessions }) => sessions));
  const wanted = Math.ceil((base * RULE_RATIO) / step) * step;
  const wide = await measure(WIDE_PROCESS, base * WIDE_PROCESS.shares);
  const together = await measure(THREADS_TOGETHER, wanted);
  const each = await measure(THREADS_EACH, busiestThreadHolds(together.runs, percent) ?? wanted);
  return [alone, wide, together, each, await measure(TWO_PROCESSES, base * TWO_PROCESSES.processes)];
}

/** Beside the product's server, which must be built first. @returns the program's path from the root. */
export async function compileThreadedServer(): Promise<string> {
  await builtProgram('server');
  await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', PROJECT], { cwd: ROOT });
  return THREADED;
}

async function measureVariant(
  variant: Variant,
  first: number,
  options: MoreCoresOptions,
  onStep: OnStep,
  signal: AbortSignal,
): Promise<VariantResult> {
  const runs: HeldRun[] = [];
  const search = { first, step: options.step, mostTries: MOST_TRIES };
  for (;;) {
    signal.throwIfAborted();
    const sessions = nextSessions(runs, search);
    if (sessions === undefined) return { variant, runs };
    const name = `${variant.name}, ${sessions} sessions`;
    const run = await measureHeld(variant, sessions, options, (what) => onStep(`${name}: ${what}`), signal);
    onStep(`${name}: ${run.isHeld ? '' : 'not '}held (${run.outcome})`);
    runs.push(run);
  }
}

async function measureHeld(
  variant: Variant,
  sessions: number,
  { percent, seconds }: MoreCoresOptions,
  onStep: OnStep,
  signal: AbortSignal,
): Promise<HeldRun> {
  const held = new HeldServers(variant, percent);
  let isWarm = false;
  const plan: ServerPlan = {
    entry: variant.threads === 'one' ? undefined : THREADED,
    count: variant.processes,
    onWarm: (servers) => {
      isWarm = true;
      held.hold(servers);
    },
    onBound: () => held.read(),
  };
  const warmUpSeconds = Math.max(LEAST_WARM_UP_S, (WARM_UP_AUDIO_S * variant.processes) / sessions);
  const rig = { ...STEADY, sessions, seconds, warmUpSeconds };
  try {
    const report = await runRig(rig, onStep, signal, plan);
    return toHeldRun(report, variant, percent, held.split);
  } catch (error) {
    signal.throwIfAborted();
    if (!isWarm || error instanceof CommandFailure) throw error;
    // With too many sessions a server may end, or close its connections.
    return {
      sessions,
      isHeld: false,
      usedPercent: 100,
      outcome: toMessage(error),
      report: undefined,
      split: undefined,
    };
  } finally {
    await held.remove();
  }
}
