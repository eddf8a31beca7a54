/** The figures of runs as lines for a terminal. Pure. */

import type { Quantiles } from '../../testkit/measure/figures.ts';
import { alignedLines } from '../../testkit/text/table.ts';
import type { RunReport } from './run-report.ts';

const HEADS = [
  'sessions',
  'chunk ms',
  'CPU ms/s',
  'us/chunk',
  'core %',
  'receipt p50/95/99',
  'sent p50/95/99',
  'to Lambda p95',
  'RSS MiB',
  'heap/ext/ab',
  'Lambda/s',
  'late p99',
  'gen %',
  'strangers %',
] as const;

/** One table of all runs, then what was wrong with each. */
export function toLines(reports: readonly RunReport[]): string[] {
  return [...alignedLines([HEADS, ...reports.map(toCells)], () => true), ...reports.flatMap(complaintsOf)];
}

export function complaintsOf({ options, notes, doubts, faults }: RunReport): string[] {
  const name = `${options.sessions} x ${options.chunkMs} ms`;
  return [
    ...notes.map((note) => `${name}: ${note}`),
    ...doubts.map((doubt) => `${name}: no latencies: ${doubt}`),
    ...faults.map((fault) => `${name}: FAULT ${fault}`),
  ];
}

function toCells(report: RunReport): string[] {
  const { options, cpu, counts, memoryMib, generator, doubts } = report;
  const times = (of: Quantiles | undefined) =>
    of === undefined || doubts.length > 0
      ? 'refused'
      : [of.p50Ms, of.p95Ms, of.p99Ms].map((ms) => ms.toFixed(1)).join('/');
  return [
    String(options.sessions),
    String(options.chunkMs),
    cpu.msPerAudioSecond.toFixed(2),
    cpu.usPerChunk.toFixed(0),
    cpu.percentOfCore.toFixed(0),
    times(report.receiptToTranscribe),
    times(report.sentToTranscribe),
    doubts.length > 0 ? 'refused' : (report.transcriptToLambda?.p95Ms.toFixed(1) ?? '–'),
    String(memoryMib.rss),
    `${memoryMib.heapUsed}/${memoryMib.external}/${memoryMib.arrayBuffers}`,
    (counts.lambdaCalls / options.seconds).toFixed(0),
    generator.lateness.p99Ms.toFixed(1),
    generator.percentOfCore.toFixed(0),
    cpu.strangersPercent?.toFixed(0) ?? '–',
  ];
}
