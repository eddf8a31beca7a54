/** The figures of one run, from readings at the beginning and the end of the measured time. Pure. */

import type { Quantiles } from '../../testkit/measure/figures.ts';
import { type MetricsPage, quantilesBetween } from '../../testkit/measure/metrics-page.ts';
import type { CoreTime } from './cores.ts';
import type { GeneratorReading } from './generator-messages.ts';
import type { RigOptions } from './rig-options.ts';

/** One reading of everything. */
export interface Reading {
  /** On the clock of `performance.now()`. */
  readonly atMs: number;
  /** CPU time of the server and of all other processes of the rig, ms. */
  readonly serverCpuMs: number;
  readonly othersCpuMs: number;
  readonly serverCore: CoreTime | undefined;
  readonly residentBytes: number;
  readonly generator: GeneratorReading;
  readonly page: MetricsPage;
}

export interface RunReport {
  readonly options: RigOptions;
  /** Server CPU, user and system. */
  readonly cpu: {
    /** ms for each second of audio that was sent. */
    readonly msPerAudioSecond: number;
    readonly usPerChunk: number;
    readonly percentOfCore: number;
    /** Taken on the server's core by anything else, per cent of the core. */
    readonly strangersPercent: number | undefined;
  };
  /** From a chunk's receipt to its acceptance by the Transcribe client, as the server measures it. */
  readonly receiptToTranscribe: Quantiles | undefined;
  /** From the client's sending to the arrival of the last byte at the stand-in. */
  readonly sentToTranscribe: Quantiles;
  /** From a transcript to the call of Lambda, as the server measures it. */
  readonly transcriptToLambda: Quantiles | undefined;
  readonly memoryMib: {
    readonly rss: number;
    readonly heapUsed: number;
    readonly external: number;
    readonly arrayBuffers: number;
  };
  readonly counts: {
    readonly chunks: number;
    readonly acknowledged: number;
    readonly dropped: number;
    readonly lost: number;
    readonly upstreamEvents: number;
    readonly transcripts: number;
    readonly lambdaCalls: number;
    readonly heard: number;
  };
  readonly generator: {
    readonly lateness: Quantiles;
    /** CPU of everything beside the server, per cent of one core. */
    readonly percentOfCore: number;
  };
  /** What to know of the circumstances. */
  readonly notes: readonly string[];
  /** Why the latencies are not to be believed. Empty: they are. */
  readonly doubts: readonly string[];
  /** What did not work. */
  readonly faults: readonly string[];
}

/** The generator's limits: over them its own delay would be in the figures. */
export const LATEST_P99_MS = 10;
export const BUSIEST_PERCENT = 90;
/** The server's core belongs to the server: more than this of it for others is worth a note. */
const STRANGERS_PERCENT = 10;
/** Chunks of each session that may be under way at both ends of the measurement. */
const UNDER_WAY_MS = 500;

export function toRunReport(options: RigOptions, before: Reading, after: Reading): RunReport {
  const elapsedMs = after.atMs - before.atMs;
  const cpuMs = after.serverCpuMs - before.serverCpuMs;
  const percent = (ms: number) => rounded((100 * ms) / elapsedMs, 1);
  const { crowd, transcribe, lateness, sentToTranscribe } = after.generator;
  const earlier = before.generator;
  const chunks = crowd.chunks - earlier.crowd.chunks;
  const audioSeconds = (chunks * options.chunkMs) / 1_000;
  const mib = (kind: string) => Math.round(after.page.sum('ProcessMemory', { kind }) / 1024 / 1024);
  const counts = {
    chunks,
    acknowledged: crowd.acknowledged - earlier.crowd.acknowledged,
    dropped: crowd.dropped - earlier.crowd.dropped,
    lost: transcribe.lost - earlier.transcribe.lost,
    upstreamEvents: transcribe.events - earlier.transcribe.events,
    transcripts: transcribe.transcripts - earlier.transcribe.transcripts,
    lambdaCalls: after.generator.lambdaCalls - earlier.lambdaCalls,
    heard: crowd.heard - earlier.crowd.heard,
  };
  const core = sharesOf(before, after);
  const report: Figures = {
    options,
    cpu: {
      msPerAudioSecond: rounded(cpuMs / audioSeconds, 3),
      usPerChunk: rounded((1_000 * cpuMs) / chunks, 1),
      percentOfCore: percent(cpuMs),
      strangersPercent: core === undefined ? undefined : rounded(Math.max(0, core - percent(cpuMs)), 1),
    },
    receiptToTranscribe: quantilesBetween(before.page, after.page, 'AudioProcessingLatency'),
    sentToTranscribe,
    transcriptToLambda: quantilesBetween(before.page, after.page, 'TranslationForwardingLatency'),
    memoryMib: {
      rss: Math.round(after.residentBytes / 1024 / 1024),
      heapUsed: mib('heapUsed'),
      external: mib('external'),
      arrayBuffers: mib('arrayBuffers'),
    },
    counts,
    generator: { lateness, percentOfCore: percent(after.othersCpuMs - before.othersCpuMs) },
  };
  return { ...report, notes: notesOf(report), doubts: doubtsOf(report), faults: faultsOf(report, before, after) };
}

type Figures = Omit<RunReport, 'notes' | 'doubts' | 'faults'>;

function notesOf({ cpu }: Figures): string[] {
  const { strangersPercent = 0 } = cpu;
  if (strangersPercent <= STRANGERS_PERCENT) return [];
  return [`other programs took ${strangersPercent} % of the server’s core, which makes it slower`];
}

function doubtsOf({ generator }: Figures): string[] {
  const { lateness, percentOfCore } = generator;
  const late = `p99 ${lateness.p99Ms} ms, limit ${LATEST_P99_MS} ms`;
  const doubts: string[] = [];
  if (lateness.p99Ms > LATEST_P99_MS) doubts.push(`the generator was late: ${late}`);
  if (percentOfCore > BUSIEST_PERCENT) doubts.push(`the generator’s core was full: ${percentOfCore} %`);
  return doubts;
}

function faultsOf({ counts, options }: Figures, before: Reading, after: Reading): string[] {
  const { crowd, transcribe, lastError } = after.generator;
  const faults: string[] = [];
  const underWay = (options.sessions * UNDER_WAY_MS) / options.chunkMs;
  if (counts.lost > 0) faults.push(`${counts.lost} of ${counts.chunks} chunks never came to Transcribe`);
  if (counts.dropped > 0) faults.push(`${counts.dropped} of ${counts.chunks} chunks were dropped`);
  if (counts.acknowledged < counts.chunks - underWay)
    faults.push(`${counts.chunks - counts.acknowledged} of ${counts.chunks} chunks were not acknowledged`);
  if (after.generator.sentToTranscribe.count < counts.chunks - underWay)
    faults.push(`only ${after.generator.sentToTranscribe.count} of ${counts.chunks} chunks came to Transcribe`);
  if (options.transcripts > 0 && options.listeners > 0 && counts.lambdaCalls === 0)
    faults.push('Lambda was never called');
  if (transcribe.streams > options.sessions)
    faults.push(`${transcribe.streams} streams were opened for ${options.sessions} sessions`);
  if (transcribe.unknown > 0) faults.push(`${transcribe.unknown} streams had no audio of a session`);
  if (crowd.closed > 0) faults.push(`${crowd.closed} connections were closed`);
  if (crowd.errors > 0) faults.push(`the server sent ${crowd.errors} errors: ${lastError}`);
  const failed = after.page.sum('TranslationsFailed') - before.page.sum('TranslationsFailed');
  if (failed > 0) faults.push(`${failed} transcripts could not be forwarded`);
  return faults;
}

/** How busy the server's core was, per cent. Undefined: it has none. */
function sharesOf({ serverCore: from }: Reading, { serverCore: to }: Reading): number | undefined {
  if (from === undefined || to === undefined || to.all <= from.all) return undefined;
  return (100 * (to.busy - from.busy)) / (to.all - from.all);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
