/** The validation as lines for a terminal and as Markdown for docs/performance.md. Pure. */
import { createColors } from 'picocolors';
import { alignedLines, markdownTable } from '../../testkit/text/table.ts';
import type { LoadReport } from './report.ts';
import { isPassed, type Validation, type ValidationRow } from './validation.ts';

const HEADINGS = ['operation', 'load', 'target p95', 'p50', 'p95', 'p99', 'verdict'] as const;

export function toLines(validation: Validation, hasColours: boolean): string[] {
  const { red, green, bold } = createColors(hasColours);
  const table = [HEADINGS, ...validation.rows.map(toCells)];
  const [heading = '', ...rows] = alignedLines(table, isNumber);
  return [
    bold(heading),
    ...rows.map((row, i) => (validation.rows[i]?.isMet ? row : red(row))),
    ...validation.faults.map((fault) => red(`FAULT ${fault}`)),
    isPassed(validation) ? green('Every target is met.') : red('Not every target is met.'),
  ];
}

/** @param command the command that repeats the measurement. @param day a date for the reader. */
export function toMarkdown(
  validation: Validation,
  reports: readonly LoadReport[],
  facts: { command: string; day: string },
): string {
  const [first] = reports;
  return [
    `Measured on ${facts.day} with \`${facts.command}\`: ${first?.machine.cores} cores of ${first?.machine.cpu}, shared by the server, ` +
      `k6 ${first?.machine.k6} and the endpoints; Node ${first?.machine.node}. All times in ms.`,
    '',
    markdownTable([HEADINGS, ...validation.rows.map(toCells)], isNumber),
    '',
    '| load | server, % of a core | MiB | k6, % of a core | k6 late by p95 | µs a chunk | spans received | dropped |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...reports.map(costsOf),
    '',
    ...reports.map(({ load }) => `![${load}](performance/${load}.svg)\n`),
    ...validation.faults.map((fault) => `- ${fault}`),
  ].join('\n');
}

function costsOf({ load, processes, generatorLag, serverUsPerChunk, spans }: LoadReport): string {
  const { server, generator } = processes;
  const cells = [
    load,
    server?.cpuPercent,
    server?.residentMib,
    generator?.cpuPercent,
    generatorLag?.p95Ms,
    load === 'audio' ? serverUsPerChunk : undefined,
    spans?.received.toLocaleString('en'),
    spans?.dropped,
  ];
  return `| ${cells.map((cell) => cell ?? '–').join(' | ')} |`;
}

function toCells({ operation, load, p95TargetMs, measured, isMet }: ValidationRow): string[] {
  const figures = [measured?.p50Ms, measured?.p95Ms, measured?.p99Ms].map((ms) => ms?.toFixed(1) ?? '–');
  const verdict = isMet ? 'met' : measured === undefined ? 'not measured' : 'missed';
  return [operation, load, `< ${p95TargetMs}`, ...figures, verdict];
}

/** Columns of numbers are aligned to the right. */
function isNumber(column: number): boolean {
  return column >= 2 && column <= 5;
}
