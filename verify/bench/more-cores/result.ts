/** What was found of each variant, the rule for taking threads, and both as tables and sentences. Pure. */
import { alignedLines, markdownTable } from '../../../testkit/text/table.ts';
import { CAPACITY_P99_MS, isHeld } from '../bench-result.ts';
import type { RunReport } from '../run-report.ts';
import { sharesOf, toLimit, type Variant } from './variants.ts';

/** With twice the share, threads must hold so many times the sessions of one thread: else they are not worth it. */
export const RULE_RATIO = 1.5;

/** Of the first process in the measured time. */
export interface CpuSplit {
  /** What its main thread took of its CPU time, per cent. */
  readonly mainThreadPercent: number;
  /** The same of the thread of upstream streams; 0: there is none. */
  readonly upstreamThreadPercent: number;
  /** Periods in which the kernel held it up, of those in which it had something to do, per cent. */
  readonly throttledPercent: number;
}

export interface HeldRun {
  readonly sessions: number;
  readonly isHeld: boolean;
  /** Of its share of a core, per cent. */
  readonly usedPercent: number;
  /** In words: why it was held or not. */
  readonly outcome: string;
  /** Undefined: the sessions could not even join. */
  readonly report: RunReport | undefined;
  readonly split: CpuSplit | undefined;
}

export interface VariantResult {
  readonly variant: Variant;
  readonly runs: readonly HeldRun[];
}

export interface Verdict {
  /** Of the sessions held, to those of the first variant. */
  readonly ratio: number;
  /** Undefined: not even the generator could tell. */
  readonly isEnough: boolean | undefined;
}

/** @param percent of a core, for each share. */
export function toHeldRun(report: RunReport, variant: Variant, percent: number, split: CpuSplit): HeldRun {
  const { doubts, faults, notes, sentToTranscribe, options, cpu } = report;
  const usedOfCore = variant.threads === 'each' ? busiestThread(report, split) : cpu.percentOfCore / sharesOf(variant);
  const usedPercent = (100 * usedOfCore) / percent;
  const outcome = `p99 ${sentToTranscribe.p99Ms.toFixed(0)} ms with ${usedPercent.toFixed(0)} % of the share used`;
  return {
    sessions: options.sessions,
    isHeld: isHeld(report),
    usedPercent,
    outcome: [outcome, ...faults, ...doubts, ...notes].join('; '),
    report,
    split,
  };
}

/** Undefined: none was held. */
export function mostHeld(runs: readonly HeldRun[]): HeldRun | undefined {
  return runs.filter((run) => run.isHeld).sort((a, b) => b.sessions - a.sessions)[0];
}

/** How many sessions the thread that has more to do would hold with one share. Undefined: none was held. */
export function busiestThreadHolds(runs: readonly HeldRun[], percent: number): number | undefined {
  const { report, split, sessions } = mostHeld(runs) ?? {};
  if (report === undefined || split === undefined || sessions === undefined) return undefined;
  return (sessions * percent) / busiestThread(report, split);
}

/**
 * CPU of the thread that has more to do, with what helps it, per cent of a core: those that collect garbage and compile count
 * as the main thread.
 */
function busiestThread({ cpu }: RunReport, { upstreamThreadPercent: upstream }: CpuSplit): number {
  return (cpu.percentOfCore * Math.max(upstream, 100 - upstream)) / 100;
}

/** @param alone one process with one share. @param other with twice the share. */
export function toVerdict(alone: VariantResult, other: VariantResult): Verdict {
  const base = mostHeld(alone.runs)?.sessions ?? 0;
  const ratio = base === 0 ? 0 : (mostHeld(other.runs)?.sessions ?? 0) / base;
  if (base > 0 && ratio >= RULE_RATIO) return { ratio, isEnough: true };
  // None held, and less than the rule asks for was not tried.
  const isOpen = ratio === 0 && other.runs.every(({ sessions }) => sessions > RULE_RATIO * base);
  const isUnsure = base === 0 || isOpen || endedByGenerator(other.runs);
  return { ratio, isEnough: isUnsure ? undefined : false };
}

/** With more sessions it was the generator that was late. */
function endedByGenerator(runs: readonly HeldRun[]): boolean {
  const most = mostHeld(runs)?.sessions ?? 0;
  const beyond = runs.filter(({ sessions }) => sessions > most);
  return beyond.length > 0 && beyond.every(({ report }) => (report?.doubts.length ?? 0) > 0);
}

const HEADS = [
  '',
  '% of a core',
  'sessions held',
  'p99 there, ms',
  'ms a second of audio',
  'main / upstream thread, % of it',
  'ratio',
];

function rowsOf(results: readonly VariantResult[], percent: number): string[][] {
  const [alone] = results;
  return results.map((result) => {
    const { variant, runs } = result;
    const most = mostHeld(runs);
    return [
      variant.name,
      toLimit(variant, percent),
      most === undefined ? 'none' : `${endedByGenerator(runs) ? '>= ' : ''}${most.sessions}`,
      most?.report?.sentToTranscribe.p99Ms.toFixed(0) ?? '–',
      most?.report?.cpu.msPerAudioSecond.toFixed(2) ?? '–',
      most?.split === undefined ? '–' : threadsOf(most.split),
      alone === undefined || most === undefined ? '–' : toVerdict(alone, result).ratio.toFixed(2),
    ];
  });
}

function threadsOf({ mainThreadPercent, upstreamThreadPercent }: CpuSplit): string {
  const main = mainThreadPercent.toFixed(0);
  return upstreamThreadPercent > 0 ? `${main} / ${upstreamThreadPercent.toFixed(0)}` : main;
}

export function toTerminal(results: readonly VariantResult[], percent: number): string[] {
  return [...alignedLines([HEADS, ...rowsOf(results, percent)]), '', ...sentencesOf(results)];
}

/** @param facts the command that repeats the measurement, and a date for the reader. */
export function toMarkdown(
  results: readonly VariantResult[],
  percent: number,
  facts: { readonly command: string; readonly day: string },
): string {
  return [
    `Measured on ${facts.day} with \`${facts.command}\`.`,
    markdownTable([HEADS, ...rowsOf(results, percent)]),
    ...sentencesOf(results),
  ].join('\n\n');
}

/** What each variant missed with more sessions, and what follows. */
export function sentencesOf(results: readonly VariantResult[]): string[] {
  const [alone] = results;
  const beyond = results.map(({ variant, runs }) => {
    const over = [...runs].sort((a, b) => a.sessions - b.sessions).find((run) => !run.isHeld);
    return `${variant.name}: ${over === undefined ? 'more were not tried' : `with ${over.sessions}, ${over.outcome}`}`;
  });
  const limit = `Held: p99 <= ${CAPACITY_P99_MS} ms from the client’s sending to Transcribe, and no chunk lost. ${beyond.join('. ')}.`;
  const threads = decisive(results);
  if (alone === undefined || threads === undefined) return [limit];
  return [limit, verdictLine(toVerdict(alone, threads))];
}

/** With a share for each thread: on cores no thread can use what another one leaves. */
export function decisive(results: readonly VariantResult[]): VariantResult | undefined {
  return results.find(({ variant }) => variant.threads === 'each');
}

function verdictLine({ ratio, isEnough }: Verdict): string {
  const found = `With a share for each, two threads hold ${ratio.toFixed(2)} times the sessions of one`;
  if (isEnough === undefined)
    return `${found}, which decides nothing: the generator gave out first, or too few sessions were tried.`;
  return `${found}; the rule asks for ${RULE_RATIO} times: ${isEnough ? 'enough' : 'not enough'}.`;
}
