/** A load's report as lines of text. Pure. */
import { createColors } from 'picocolors';
import type { Quantiles } from '../../testkit/measure/figures.ts';
import type { LatencyRow, LoadReport } from './report.ts';

export interface LineOptions {
  readonly hasColours: boolean;
  readonly chartFile: string;
}

export function toLines(report: LoadReport, { hasColours, chartFile }: LineOptions): string[] {
  const { red, green, bold, dim } = createColors(hasColours);
  const { options, machine, generatorLag, serverUsPerChunk, loopDelayMs, spans, faults } = report;
  const { speakers, listeners, chunkMs, seconds, traces } = options;
  const chunks = report.load === 'audio' || report.load === 'fan-out' ? `, chunks of ${chunkMs} ms` : '';
  return [
    bold(`${report.load}: ${speakers} speakers with ${listeners} listeners each, ${seconds} s${chunks}`),
    dim(`${machine.cores} cores of ${machine.cpu}, Node ${machine.node}, k6 ${machine.k6}`),
    '',
    `  ${'latency, ms'.padEnd(WIDTH)}${['p50', 'p95', 'p99', 'max'].map((name) => name.padStart(9)).join('')}   target`,
    ...report.latencies.map((row) => {
      const isMissed = row.targetMs !== undefined && row.p95Ms >= row.targetMs;
      const line = `  ${`${row.operation}${row.by === 'server' ? ' *' : ''}`.padEnd(WIDTH)}${figures(row)}   ${targetOf(row)}`;
      return isMissed && options.isTimed ? red(line) : line;
    }),
    ...(generatorLag === undefined
      ? []
      : [`  ${'the generator behind its schedule'.padEnd(WIDTH)}${figures(generatorLag)}`]),
    dim('  * by the server’s own histograms; max is the bound of the highest bucket in use'),
    '',
    ...Object.entries(report.counts).map(
      ([name, count]) => `  ${name.replaceAll('_', ' ').padEnd(WIDTH)}${whole(count).padStart(9)}`,
    ),
    ...(spans === undefined
      ? []
      : [
          `  ${'spans received'.padEnd(WIDTH)}${whole(spans.received).padStart(9)}`,
          `  ${'spans dropped'.padEnd(WIDTH)}${whole(spans.dropped).padStart(9)}`,
        ]),
    '',
    `  ${'process'.padEnd(WIDTH)}${'% core'.padStart(9)}${'MiB'.padStart(9)}`,
    ...Object.entries(report.processes).map(
      ([role, { cpuPercent, residentMib }]) =>
        `  ${role.padEnd(WIDTH)}${cpuPercent.toFixed(1).padStart(9)}${String(residentMib).padStart(9)}`,
    ),
    ...(serverUsPerChunk === undefined ? [] : [`  the server used ${serverUsPerChunk} µs of CPU for each chunk`]),
    ...(loopDelayMs === undefined
      ? []
      : [`  its event loop was late by p99 ${loopDelayMs.p99} ms, at most ${loopDelayMs.max} ms`]),
    `  it ${traces ? 'recorded and exported every span' : 'recorded no traces'}`,
    `  chart: ${chartFile}`,
    '',
    ...faults.map((fault) => red(`FAULT ${fault}`)),
    faults.length === 0 ? green('Every threshold is kept.') : red(`${faults.length} faults.`),
  ];
}

const WIDTH = 58;

function figures({ p50Ms, p95Ms, p99Ms, maxMs }: Quantiles): string {
  return [p50Ms, p95Ms, p99Ms, maxMs].map((ms) => ms.toFixed(1).padStart(9)).join('');
}

function targetOf({ targetMs }: LatencyRow): string {
  return targetMs === undefined ? '' : `p95 < ${targetMs}`;
}

function whole(count: number): string {
  return count.toLocaleString('en');
}
