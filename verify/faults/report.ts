/** Prints the table: lines for a terminal, in the table's order, and the same as Markdown. Measures nothing. */
import picocolors from 'picocolors';
import { markdownTable } from '../../testkit/text/table.ts';
import { toFigures } from './figures.ts';
import { idOf, type RowFacts, type RowResult, verdictOf } from './row.ts';

const HEADS = [
  ...['fault', 'moment', 'sent', 'covered', 'at the ear', 'missing', 'doubled'],
  ...['recoveries', 'recovery', 'latest'],
] as const;
const WIDTHS = [41, 29, 5, 8, 11, 8, 8, 11, 10, 9] as const;

export interface ReportOptions {
  readonly write: (text: string) => void;
  readonly hasColours: boolean;
}

/** Keeps a result until all results before it are known. */
export class Report {
  readonly #options: ReportOptions;
  readonly #colours: ReturnType<typeof picocolors.createColors>;
  readonly #order: readonly string[];
  readonly #results = new Map<string, RowResult>();
  #printed = 0;
  #service = '';

  constructor(order: readonly RowFacts[], options: ReportOptions) {
    this.#options = options;
    this.#order = order.map(idOf);
    this.#colours = picocolors.createColors(options.hasColours);
  }

  /** In the table's order. */
  get results(): RowResult[] {
    return this.#order.flatMap((id) => this.#results.get(id) ?? []);
  }

  add(result: RowResult): void {
    this.#results.set(idOf(result), result);
    for (;;) {
      const next = this.#results.get(this.#order[this.#printed] ?? '');
      if (next === undefined) return;
      this.#print(next);
      this.#printed += 1;
    }
  }

  totals(elapsedMs: number): void {
    const { bold, green, red } = this.#colours;
    const { rows, broken, sent, missing, doubled, recoveryP50Ms, recoveryP95Ms } = toFigures(this.results);
    const verdict = broken === 0 ? green(`${rows} rows hold`) : red(`${broken} of ${rows} rows do not hold`);
    this.#options.write(
      `\n${bold(verdict)}: ${sent} blocks sent, ${missing} missing, ${doubled} doubled` +
        `${recoveryP50Ms === undefined ? '' : `; recovery p50 ${recoveryP50Ms} ms, p95 ${recoveryP95Ms} ms`}` +
        ` (${(elapsedMs / 1000).toFixed(0)} s)\n`,
    );
  }

  #print(result: RowResult): void {
    const { bold, dim, green, red } = this.#colours;
    const { write } = this.#options;
    if (result.service !== this.#service) {
      this.#service = result.service;
      write(`\n${bold(result.service)}\n  ${dim(aligned(HEADS))}\n`);
    }
    const problems = verdictOf(result, result);
    const mark = problems.length === 0 ? green('✓') : red('✗');
    const said = problems.length === 0 ? dim(noteOf(result)) : red(problems.join('; '));
    write(`${mark} ${aligned(toCells(result))}  ${said}\n`);
  }
}

/** One table for each service. */
export function toMarkdown(results: readonly RowResult[]): string {
  const services = [...new Set(results.map(({ service }) => service))];
  const isFigure = (column: number) => column >= 2 && column < HEADS.length;
  const tables = services.map((service) => {
    const rows = results.filter((result) => result.service === service);
    const cells = rows.map((row) => [
      ...toCells(row),
      [...verdictOf(row, row), noteOf(row)].filter(Boolean).join('; '),
    ]);
    return [`### ${service}`, '', markdownTable([[...HEADS, 'note'], ...cells], isFigure)].join('\n');
  });
  const { rows, broken, sent, missing, doubled, recoveryP50Ms, recoveryP95Ms } = toFigures(results);
  const percentiles =
    recoveryP50Ms === undefined
      ? ''
      : ` Recovery, where the stream can be reopened at once: p50 ${recoveryP50Ms} ms, p95 ${recoveryP95Ms} ms.`;
  const summary = `${rows} rows, ${broken} of which do not hold: ${sent} blocks sent, ${missing} missing, ${doubled} doubled.`;
  return `${summary}${percentiles}\n\n${tables.join('\n\n')}\n`;
}

function noteOf({ note, expects, missing, lostMs }: RowResult): string {
  const loss = expects === 'countedLoss' ? `${missing} lost, ${Math.round(lostMs)} ms counted` : '';
  return [loss, note].filter(Boolean).join('; ');
}

function toCells(result: RowResult): string[] {
  const { fault, moment, sent, covered, heard, missing, doubled, recoveries, recoveryMs, latestMs } = result;
  const times = [recoveryMs === undefined ? '–' : `${recoveryMs} ms`, `${latestMs} ms`];
  return [fault, moment, ...[sent, covered, heard, missing, doubled, recoveries].map(String), ...times];
}

function aligned(cells: readonly string[]): string {
  return cells.map((cell, i) => (i < 2 ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0))).join('');
}
