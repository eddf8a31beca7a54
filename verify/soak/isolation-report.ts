/** The results of the isolation experiment, as data and as lines, and whether the bystanders were affected. Pure. */
import type { BlockTally } from '../../testkit/block-ledger/block-ledger.ts';
import type { Quantiles } from '../../testkit/measure/figures.ts';

export const DISTURBANCES = ['crashed', 'spoiled', 'flooded'] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

export interface IsolationReport {
  readonly seed: number;
  readonly bystanders: number;
  /** Sum over all bystanders. */
  readonly speech: BlockTally;
  /** Time to a chunk's acknowledgement for bystanders, in each round, before the disturbance and during it. */
  readonly quiet: readonly Quantiles[];
  readonly during: Readonly<Record<Disturbance, readonly Quantiles[]>>;
  /** Effects of the disturbances: crashed charts, dead streams, sent messages. */
  readonly crashes: number;
  readonly deaths: number;
  readonly messages: number;
  readonly ended: string;
  readonly errors: Readonly<Record<string, number>>;
}

/** Far more than a disturbance causes, and far less than if a session waited for another. */
const MOST_TIMES = 10;

/** The p99 during a disturbance as a multiple of the slowest quiet p99. Of the best round, because others may be slow by chance. */
export function timesOf({ quiet, during }: IsolationReport, disturbance: Disturbance): number {
  const noise = Math.max(...quiet.map(({ p99Ms }) => p99Ms));
  return Math.min(...during[disturbance].map(({ p99Ms }) => p99Ms)) / noise;
}

/** @returns how the bystanders were affected. Empty: they were not. */
export function faultsFoundInIsolation(report: IsolationReport): string[] {
  const { speech, crashes, deaths, messages, ended, errors } = report;
  const found: string[] = [];
  if (speech.taken !== speech.blocks) found.push(`${speech.blocks - speech.taken} blocks of bystanders were not taken`);
  if (speech.missing > 0) found.push(`${speech.missing} blocks of bystanders are missing`);
  if (speech.doubled > 0) found.push(`${speech.doubled} blocks of bystanders are doubled`);
  for (const disturbance of DISTURBANCES) {
    const times = timesOf(report, disturbance);
    if (times > MOST_TIMES)
      found.push(`p99 of bystanders is ${times.toFixed(1)} times as long while one is ${disturbance}`);
  }
  if (crashes === 0) found.push('no session crashed: the experiment did not take place');
  if (deaths === 0) found.push('no stream died: the experiment did not take place');
  if (messages === 0) found.push('nobody flooded: the experiment did not take place');
  if (ended !== '0') found.push(`the server ended with ${ended}`);
  for (const [what, count] of Object.entries(errors)) found.push(`${what} (${count}x)`);
  return found;
}

export function linesOfIsolation(report: IsolationReport): string[] {
  const { seed, bystanders, speech, quiet, during, crashes, deaths, messages } = report;
  const found = faultsFoundInIsolation(report);
  const shown = (rounds: readonly Quantiles[]) =>
    rounds.map(({ p50Ms, p99Ms }) => `${p50Ms.toFixed(2)}/${p99Ms.toFixed(2)}`).join('  ');
  return [
    `${bystanders} bystanders beside one that is disturbed (seed ${seed})`,
    `  speech    ${speech.blocks} blocks, ${speech.missing} missing, ${speech.doubled} doubled`,
    `  ack p50/p99 ms, round by round`,
    `  quiet     ${shown(quiet)}`,
    ...DISTURBANCES.map(
      (name) => `  ${name.padEnd(9)} ${shown(during[name])}  (${timesOf(report, name).toFixed(2)} times the quiet p99)`,
    ),
    `  done      ${crashes} crashes, ${deaths} stream deaths, ${messages} messages of a flood`,
    ...found.map((what) => `FAULT     ${what}`),
    found.length === 0 ? 'Nobody noticed.' : `${found.length} faults.`,
  ];
}
