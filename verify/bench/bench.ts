/** Measures the parts of the benchmark one after the other. Prints nothing. */
import { cpus } from 'node:os';
import { type BenchResult, type ChunkRun, nextToTry, type SteadyRun } from './bench-result.ts';
import { measureBroadcast } from './broadcast.ts';
import { chooseCores } from './cores.ts';
import { measureLambda, measureRelay, measureWriter } from './floors.ts';
import { runRig } from './rig.ts';
import type { RigOptions } from './rig-options.ts';
import type { RunReport } from './run-report.ts';

export const PARTS = ['latency', 'chunks', 'lambda', 'broadcast'] as const;
export type PartName = (typeof PARTS)[number];

export interface BenchPlan {
  readonly parts: readonly PartName[];
  readonly base: RigOptions;
  /** Of the runs with chunks of 100 ms. */
  readonly sessions: readonly number[];
  /** True: the most sessions that one core holds are found by more runs. */
  readonly findsMost: boolean;
}

/** A late generator is mostly the machine's doing: its neighbours may be quieter a moment later. */
const TRIES = 3;
const FLOOR_TIME = { warmUpSeconds: 5, seconds: 5 } as const;
/** The fewer chunks come, the longer it takes until code is compiled. */
const FEW_SESSIONS = 50;
const FLOOR_TIME_OF_FEW = { warmUpSeconds: 20, seconds: 10 } as const;
/** Of the answer how many sessions one core holds. */
const CLOSE_ENOUGH = 50;
const MOST_EXTRA_RUNS = 3;
const SMALL_CHUNK_MS = 20;
const GATHERED_MS = 40;
const SMALL_SESSIONS = 100;
const HALL = 500;

type OnStep = (step: string) => void;

export async function bench(plan: BenchPlan, onStep: OnStep, signal: AbortSignal): Promise<BenchResult> {
  const has = (part: PartName) => plan.parts.includes(part);
  const [{ model = 'an unknown processor' } = {}] = cpus();
  const isPinned = chooseCores().server !== undefined;
  const part = async <T>(name: PartName, measure: () => Promise<T>) => {
    if (!has(name)) return undefined;
    signal.throwIfAborted();
    return measure();
  };
  return {
    machine: { cores: cpus().length, cpu: model.trim(), node: process.version, isPinned },
    steady: await part('latency', () => measureSteady(plan, onStep, signal)),
    chunks: await part('chunks', () => measureChunks(plan.base, onStep, signal)),
    lambda: await part('lambda', () => {
      onStep('a call of Lambda');
      return measureLambda();
    }),
    broadcast: await part('broadcast', () => measureBroadcast(HALL, (step) => onStep(`broadcast: ${step}`), signal)),
  };
}

/** Measures again while the generator was late. @returns the first run that may be believed, or the last. */
export async function measureRun(
  options: RigOptions,
  mostTries: number,
  onStep: OnStep,
  signal: AbortSignal,
): Promise<RunReport> {
  for (let tries = 1; ; tries += 1) {
    const again = tries === 1 ? '' : ` (again: the generator was late)`;
    const name = `${options.sessions} x ${options.chunkMs} ms${again}`;
    const report = await runRig(options, (step) => onStep(`${name}: ${step}`), signal);
    if (report.doubts.length === 0 || tries === mostTries) return report;
  }
}

async function measureSteady(plan: BenchPlan, onStep: OnStep, signal: AbortSignal): Promise<SteadyRun[]> {
  const { base } = plan;
  const runs: SteadyRun[] = [];
  // As the server gathers chunks into events.
  const eventMs = Math.ceil(GATHERED_MS / base.chunkMs) * base.chunkMs;
  const measure = async (sessions: number) => {
    const report = await measureRun({ ...base, sessions }, TRIES, onStep, signal);
    onStep(`${sessions} bare HTTP/2 streams, and a relay`);
    const time = sessions < FEW_SESSIONS ? FLOOR_TIME_OF_FEW : FLOOR_TIME;
    const writer = await measureWriter(sessions, eventMs, time);
    const relay = await measureRelay(sessions, base.chunkMs, eventMs, time);
    runs.push({ report, writer, relay });
    runs.sort((a, b) => a.report.options.sessions - b.report.options.sessions);
  };
  for (const sessions of plan.sessions) await measure(sessions);
  for (let extra = 0; plan.findsMost && extra < MOST_EXTRA_RUNS; extra += 1) {
    const reports = runs.map(({ report }) => report);
    const sessions = nextToTry(reports, CLOSE_ENOUGH);
    if (sessions === undefined) break;
    await measure(sessions);
  }
  return runs;
}

async function measureChunks(base: RigOptions, onStep: OnStep, signal: AbortSignal): Promise<ChunkRun[]> {
  const small: RigOptions = { ...base, sessions: SMALL_SESSIONS, chunkMs: SMALL_CHUNK_MS };
  const ungathered = { ...base.environment, AUDIO_GATHER_MS: '0' };
  onStep('bare HTTP/2 streams, and relays');
  const floorOf = async (eventMs: number) => ({
    writer: await measureWriter(SMALL_SESSIONS, eventMs, FLOOR_TIME),
    relay: await measureRelay(SMALL_SESSIONS, SMALL_CHUNK_MS, eventMs, FLOOR_TIME),
  });
  const gathered = await floorOf(GATHERED_MS);
  const single = await floorOf(SMALL_CHUNK_MS);
  const run = (options: RigOptions) => measureRun(options, TRIES, onStep, signal);
  return [
    {
      name: 'spans sampled, gathered by 40 ms',
      ...gathered,
      report: await run({ ...small, traces: 'sampled' }),
    },
    {
      name: 'spans sampled, not gathered',
      ...single,
      report: await run({ ...small, traces: 'sampled', environment: ungathered }),
    },
    {
      name: 'every span exported, gathered by 40 ms',
      ...gathered,
      report: await run({ ...small, traces: 'all' }),
    },
  ];
}
