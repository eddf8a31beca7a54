/** What the doctor prints: a line for each check, and a summary; or one JSON document. */
import type { createColors } from 'picocolors';
import { type AnyCheck, CHECK_TIMEOUT_MS, type Finding } from './check.ts';
import { OPTIONS } from './options.ts';
import type { Outcome } from './runner.ts';

export type Colours = Pick<ReturnType<typeof createColors>, 'bold' | 'dim' | 'green' | 'red' | 'yellow'>;
type Verdict = Finding['verdict'];

const MARKS: Readonly<Record<Verdict, readonly [text: string, colour: keyof Colours]>> = {
  passed: ['ok  ', 'green'],
  warned: ['warn', 'yellow'],
  failed: ['FAIL', 'red'],
  skipped: ['skip', 'dim'],
};

/**
 * The outcome as lines; what to do is below what was found. None for a skipped check: see skippedLines.
 * @param width of the ids' column.
 */
export function outcomeLines({ check, finding }: Outcome, width: number, colours: Colours): string {
  if (finding.verdict === 'skipped') return '';
  const [mark, colour] = MARKS[finding.verdict];
  const line = `${colours[colour](mark)}  ${check.id.padEnd(width)}  ${finding.said}\n`;
  const fix = fixOf(check, finding);
  return fix === undefined ? line : `${line}${' '.repeat(6 + width)}  ${colours.bold('→')} ${fix}\n`;
}

/** The checks that were skipped, a line for each reason: many have the same. */
export function skippedLines(outcomes: readonly Outcome[], colours: Colours): string {
  const byReason = new Map<string, string[]>();
  for (const { check, finding } of outcomes) {
    if (finding.verdict !== 'skipped') continue;
    byReason.set(finding.said, [...(byReason.get(finding.said) ?? []), check.id]);
  }
  const [mark, colour] = MARKS.skipped;
  return [...byReason].map(([said, ids]) => `${colours[colour](`${mark}  ${said}: ${ids.join(', ')}`)}\n`).join('');
}

/** @returns what to do; undefined if there is nothing to do. */
export function fixOf(check: AnyCheck, finding: Finding): string | undefined {
  return finding.verdict === 'failed' || finding.verdict === 'warned' ? (finding.fix ?? check.fix) : undefined;
}

export function summaryLine(outcomes: readonly Outcome[], ms: number, colours: Colours): string {
  const { passed, warned, failed, skipped } = countVerdicts(outcomes);
  const text = `${passed} passed, ${warned} warned, ${failed} failed, ${skipped} skipped in ${(ms / 1_000).toFixed(1)} s`;
  return `\n${failed > 0 ? colours.red(text) : text}\n`;
}

export function countVerdicts(outcomes: readonly Outcome[]): Record<Verdict, number> {
  const counts = { passed: 0, warned: 0, failed: 0, skipped: 0 };
  for (const { finding } of outcomes) counts[finding.verdict] += 1;
  return counts;
}

/** The document of --json. `fix` is there where something is to be done. */
export function jsonReport(outcomes: readonly Outcome[], ms: number): string {
  const checks = outcomes.map(({ check, finding, ms: took }) => {
    const fix = fixOf(check, finding);
    const { verdict, said } = finding;
    return { id: check.id, verdict, claim: check.claim, said, ...(fix === undefined ? {} : { fix }), ms: took };
  });
  return `${JSON.stringify({ ok: checks.every(({ verdict }) => verdict !== 'failed'), counts: countVerdicts(outcomes), ms, checks }, undefined, 2)}\n`;
}

/** The text of --list. */
export function listText(checks: readonly AnyCheck[]): string {
  const rows = checks.map(({ id, needs, claim }) => [id, needs.join(' ') || '-', claim] as const);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column as 0 | 1].length)));
  const [idWidth = 0, needsWidth = 0] = widths;
  return rows.map(([id, needs, claim]) => `${id.padEnd(idWidth)}  ${needs.padEnd(needsWidth)}  ${claim}\n`).join('');
}

/** The text of --help. */
export function helpText(): string {
  const entries = Object.entries(OPTIONS).map(([name, option]) => {
    const short = 'short' in option ? `-${option.short}, ` : '';
    const value = 'value' in option ? ` ${option.value}` : '';
    return [`${short}--${name}${value}`, option.meaning] as const;
  });
  const width = Math.max(...entries.map(([name]) => name.length));
  return [
    'Says what is wrong with the server’s surroundings. It reads the same environment variables as the server',
    '(node dist/server --help), changes nothing, and can run beside a server.',
    '',
    'npm run doctor -- [options]      node dist/server doctor [options]      rostrum doctor [options]',
    '',
    ...entries.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`),
    '',
    `A check takes at most ${CHECK_TIMEOUT_MS / 1_000} s, and a few take longer. Exit code 0: nothing failed; 1: a check failed; 2: wrong usage.`,
    '',
  ].join('\n');
}
