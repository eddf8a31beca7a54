/** The benchmark's results as tables: for a terminal, and as Markdown for docs/performance.md. Pure. */
import type { Quantiles } from '../../testkit/measure/figures.ts';
import { alignedLines, markdownTable } from '../../testkit/text/table.ts';
import { type BenchResult, CAPACITY_P99_MS, faultsOf, type SteadyRun, toCapacity } from './bench-result.ts';
import { complaintsOf } from './report-lines.ts';
import type { RunReport } from './run-report.ts';

type Rows = readonly (readonly string[])[];

const NONE = '–';
const RELAY = 'a relay of the bare libraries';
const CHARTED = ['bench-latency', 'bench-cpu'] as const;

export function toTerminal(result: BenchResult): string[] {
  const tables = tablesOf(result).flatMap(({ title, rows }) => [title, ...alignedLines(rows), '']);
  return [...tables, ...sentencesOf(result), ...warningsOf(result)];
}

/** @param facts the command that repeats the measurement, and a date for the reader. */
export function toMarkdown(result: BenchResult, facts: { command: string; day: string }): string {
  const { cores, cpu, node, isPinned } = result.machine;
  const where = isPinned
    ? 'the server alone on one core, everything else on another'
    : 'nothing pinned: the server shares its cores';
  const tables = tablesOf(result).flatMap(({ title, rows }) => [`${title}:`, '', markdownTable(rows), '']);
  return [
    `Measured on ${facts.day} with \`${facts.command}\`: ${cores} cores of ${cpu}, ${where}; Node ${node}.`,
    '',
    ...tables,
    ...sentencesOf(result).flatMap((sentence) => [sentence, '']),
    ...(result.steady === undefined ? [] : CHARTED.map((name) => `![${name}](performance/${name}.svg)\n`)),
    ...warningsOf(result).map((warning) => `- ${warning}`),
  ].join('\n');
}

function tablesOf(result: BenchResult): { title: string; rows: Rows }[] {
  const { steady } = result;
  const costs = costRows(result);
  return [
    ...(costs.length > 0
      ? [{ title: 'Server CPU beside its floor', rows: [['', 'server', 'floor', 'ratio', 'the floor'], ...costs] }]
      : []),
    ...(steady === undefined
      ? []
      : [{ title: 'By number of sessions', rows: [SESSION_HEADS, ...steady.map(sessionRow)] }]),
    ...(result.chunks === undefined
      ? []
      : [
          {
            title: 'Chunks of 20 ms, 100 sessions',
            rows: [
              ['', ...RUN_HEADS, 'late p99'],
              ...result.chunks.map(({ name, report, writer, relay }) => [
                name,
                report.cpu.usPerChunk.toFixed(1),
                ((writer.usPerEvent * report.options.chunkMs) / writer.eventMs).toFixed(1),
                relay.usPerChunk.toFixed(1),
                report.cpu.percentOfCore.toFixed(0),
                times(report, report.receiptToTranscribe),
                times(report, report.sentToTranscribe),
                report.generator.lateness.p99Ms.toFixed(1),
              ]),
            ],
          },
        ]),
  ];
}

/** Of every run. */
const RUN_HEADS = [
  'µs a chunk',
  'writer, µs',
  'relay, µs',
  '% of the core',
  'receipt to Transcribe',
  'sending to Transcribe',
] as const;
const SESSION_HEADS = [
  'sessions',
  'ms a second of audio',
  ...RUN_HEADS,
  'transcript to Lambda',
  'RSS, MiB',
  'heap',
  'external',
  'array buffers',
  'late p99',
];

function sessionRow({ report, writer, relay }: SteadyRun): string[] {
  const { options, cpu, memoryMib, generator } = report;
  return [
    String(options.sessions),
    cpu.msPerAudioSecond.toFixed(2),
    cpu.usPerChunk.toFixed(0),
    writer.usPerEvent.toFixed(0),
    relay.usPerChunk.toFixed(0),
    cpu.percentOfCore.toFixed(0),
    times(report, report.receiptToTranscribe),
    times(report, report.sentToTranscribe),
    times(report, report.transcriptToLambda),
    ...[memoryMib.rss, memoryMib.heapUsed, memoryMib.external, memoryMib.arrayBuffers].map(String),
    generator.lateness.p99Ms.toFixed(1),
  ];
}

/** What is measured, the server's cost, the floor, their ratio, and what the floor is. */
function costRows({ steady, chunks, lambda, broadcast }: BenchResult): string[][] {
  const rows: string[][] = [];
  const hundred = steady?.find(({ report }) => report.options.sessions === 100);
  if (hundred !== undefined) {
    const { report, relay } = hundred;
    const what = 'a second of audio, 100 sessions';
    const floorMs = relay.usPerChunk / relay.chunkMs;
    rows.push(costRow(what, report.cpu.msPerAudioSecond, floorMs, 'ms', RELAY));
  }
  for (const { name, report, relay } of chunks ?? []) {
    rows.push(costRow(`a chunk of 20 ms, ${name}`, report.cpu.usPerChunk, relay.usPerChunk, 'µs', RELAY));
  }
  if (lambda !== undefined) {
    rows.push(costRow('a call of Lambda', lambda.ours, lambda.floor, 'µs', 'a signed POST and nothing else'));
    rows.push(costRow('the same by the AWS SDK', lambda.sdk, lambda.floor, 'µs', 'the same'));
  }
  if (broadcast !== undefined) {
    const { listeners, noticeMs, noticeFloorMs, translationMs, translationFloorMs } = broadcast;
    const floor = 'the socket library publishing the bytes';
    rows.push(costRow(`a notice to ${listeners} listeners`, noticeMs, noticeFloorMs, 'ms', floor));
    rows.push(
      costRow(
        `a translation to ${listeners} listeners, a signed POST each`,
        translationMs,
        translationFloorMs,
        'ms',
        floor,
      ),
    );
  }
  return rows;
}

function costRow(what: string, cost: number, floor: number, unit: string, floorIs: string): string[] {
  const figure = (value: number) => `${value.toPrecision(3)} ${unit}`;
  return [what, figure(cost), figure(floor), floor > 0 ? (cost / floor).toFixed(1) : NONE, floorIs];
}

function sentencesOf({ steady }: BenchResult): string[] {
  if (steady === undefined) return [];
  const sentences = [
    'Times are p50 / p95 / p99 in ms. "Receipt to Transcribe" is the server’s own histogram; "sending to Transcribe" is from the client’s sending of a chunk to the arrival of its last byte at the stand-in, and has what waits in the kernel.',
  ];
  const capacity = toCapacity(steady.map(({ report }) => report));
  if (capacity !== undefined) {
    const { sessions, percentOfCore, endedBy } = capacity;
    const why = {
      server: 'with more, it was over the limit',
      generator: 'with more, the generator’s core gave out before the server’s',
      plan: 'more were not tried',
    }[endedBy];
    sentences.push(
      `The most sessions on one core with p99 <= ${CAPACITY_P99_MS} ms from the client’s sending: ${sessions}, at ${percentOfCore.toFixed(0)} % of the core; ${why}.`,
    );
  }
  const many = steady.filter(({ report }) => report.options.sessions >= 10);
  if (many.length > 1) {
    const costs = spread(many.map(({ report }) => report.cpu.usPerChunk));
    const floors = spread(many.map(({ relay }) => relay.usPerChunk));
    const over = spread(many.map(({ report, relay }) => report.cpu.usPerChunk - relay.usPerChunk));
    sentences.push(
      `CPU per chunk from 10 sessions on: ${costs}; of the relay: ${floors}; of the server over the relay: ${over}.`,
    );
  }
  return sentences;
}

/** Least and most, and how far they are from their middle. */
function spread(figures: readonly number[]): string {
  const [least, most] = [Math.min(...figures), Math.max(...figures)];
  const percent = (100 * (most - least)) / (most + least);
  return `${least.toFixed(0)} to ${most.toFixed(0)} µs (${percent.toFixed(0)} % around the middle)`;
}

function warningsOf(result: BenchResult): string[] {
  const { steady, chunks } = result;
  const runs = [...(steady ?? []), ...(chunks ?? [])].map(({ report }) => report);
  const others = faultsOf({ ...result, steady: undefined, chunks: undefined });
  return [...runs.flatMap(complaintsOf), ...others.map((fault) => `FAULT ${fault}`)];
}

/** A dash where the generator was too late to tell. */
function times({ doubts }: RunReport, of: Quantiles | undefined): string {
  if (of === undefined || doubts.length > 0) return NONE;
  return [of.p50Ms, of.p95Ms, of.p99Ms].map((ms) => ms.toFixed(1)).join(' / ');
}
