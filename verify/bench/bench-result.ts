/** What `npm run bench` measures, and what must be true of it. Pure. */
import type { LambdaCallCost } from '../../tools/bench/lambda-call.ts';
import type { BroadcastCost } from './broadcast.ts';
import type { RelayFloor, WriterFloor } from './floors.ts';
import { BUSIEST_PERCENT, type RunReport } from './run-report.ts';

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly node: string;
  /** True: the server has a core to itself, and all else is on another. */
  readonly isPinned: boolean;
}

/** Chunks of 100 ms from so many sessions. */
export interface SteadyRun {
  readonly report: RunReport;
  /** As many streams that write as often. */
  readonly writer: WriterFloor;
  /** As many speakers, whose chunks are read, acknowledged and written, and nothing else. */
  readonly relay: RelayFloor;
}

/** Chunks of 20 ms in one way of sending and tracing. */
export interface ChunkRun {
  readonly name: string;
  readonly report: RunReport;
  readonly writer: WriterFloor;
  readonly relay: RelayFloor;
}

/** The most sessions whose 99th percentile is within the limit. */
export interface Capacity {
  readonly sessions: number;
  readonly percentOfCore: number;
  /** Why not more: the server missed the limit, the generator's core gave out, or more were not tried. */
  readonly endedBy: 'server' | 'generator' | 'plan';
}

/** A part that was not measured is undefined. */
export interface BenchResult {
  readonly machine: Machine;
  readonly steady: readonly SteadyRun[] | undefined;
  readonly chunks: readonly ChunkRun[] | undefined;
  readonly lambda: LambdaCallCost | undefined;
  readonly broadcast: BroadcastCost | undefined;
}

/** Limit of the 99th percentile for the most sessions of one core, from the client's sending to Transcribe, ms. */
export const CAPACITY_P99_MS = 150;

/** Whether the run may be believed, lost nothing, and kept the limit. */
export function isHeld({ doubts, faults, sentToTranscribe }: RunReport): boolean {
  return doubts.length + faults.length === 0 && sentToTranscribe.p99Ms <= CAPACITY_P99_MS;
}

/** Undefined: no run held. */
export function toCapacity(runs: readonly RunReport[]): Capacity | undefined {
  const ordered = [...runs].sort((a, b) => a.options.sessions - b.options.sessions);
  const most = ordered.findLast(isHeld);
  if (most === undefined) return undefined;
  const beyond = ordered.find(({ options }) => options.sessions > most.options.sessions);
  const isGenerators = beyond !== undefined && beyond.doubts.length > 0 && beyond.cpu.percentOfCore < BUSIEST_PERCENT;
  const endedBy = beyond === undefined ? 'plan' : isGenerators ? 'generator' : 'server';
  return { sessions: most.options.sessions, percentOfCore: most.cpu.percentOfCore, endedBy };
}

/** More when all held; over this nobody looks for the limit. */
const STEP_UP = 100;
const MOST_TRIED = 1_000;

/**
 * Sessions to try next: between the most that held and the fewest that did not, or more when all held.
 * Undefined: they are close enough, or nothing held.
 */
export function nextToTry(runs: readonly RunReport[], closeEnough: number): number | undefined {
  const held = runs.filter(isHeld).map(({ options }) => options.sessions);
  const most = Math.max(0, ...held);
  if (most === 0 || most >= MOST_TRIED) return undefined;
  const over = runs.map(({ options }) => options.sessions).filter((sessions) => sessions > most);
  if (over.length === 0) return Math.min(MOST_TRIED, most + STEP_UP);
  const fewest = Math.min(...over);
  if (fewest - most <= closeEnough) return undefined;
  return Math.round((most + fewest) / 2 / closeEnough) * closeEnough;
}

/** Everything that did not work, a line each. Empty: the figures may be used. */
export function faultsOf({ steady, chunks, broadcast }: BenchResult): string[] {
  const runs = [...(steady ?? []), ...(chunks ?? [])].map(({ report }) => report);
  return [
    ...runs.flatMap(({ options, faults }) => faults.map((f) => `${options.sessions} x ${options.chunkMs} ms: ${f}`)),
    ...(broadcast?.faults ?? []),
  ];
}
