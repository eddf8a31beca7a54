/** What the isolation experiment came to, as data and as lines; and whether the others noticed anything. Pure. */
import type { BlockTally } from '../../testkit/block-ledger/block-ledger.ts';
import type { Quantiles } from '../../testkit/measure/quantiles.ts';

export const DISTURBANCES = ['crashed', 'spoiled', 'flooded'] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

export interface IsolationReport {
  readonly seed: number;
  readonly bystanders: number;
  /** Of all the bystanders together. */
  readonly speech: BlockTally;
  /** The time to a chunk's acknowledgement, of the bystanders: round by round, before the disturbance and during it. */
  readonly quiet: readonly Quantiles[];
  readonly during: Readonly<Record<Disturbance, readonly Quantiles[]>>;
  /** What the disturbances did: charts broken, streams that died, messages sent. */
  readonly crashes: number;
  readonly deaths: number;
  readonly messages: number;
  readonly ended: string;
  readonly errors: Readonly<Record<string, number>>;
}

/** Far more than a disturbance may do, and far less than a session that waits for another would show. */
const MOST_TIMES = 10;

/** How many times the slowest quiet p99 the p99 during a disturbance was, in its best round: chance strikes not each time. */
export function timesOf({ quiet, during }: IsolationReport, disturbance: Disturbance): number {
  const noise = Math.max(...quiet.map(({ p99Ms }) => p99Ms));
  return Math.min(...during[disturbance].map(({ p99Ms }) => p99Ms)) / noise;
}

/** @returns what the others noticed; nothing when all is well. */
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
