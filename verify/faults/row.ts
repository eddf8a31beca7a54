/** One row of the table: which fault at which moment, what is expected of it, and what was measured. */

export type Service = 'Transcribe' | 'Lambda' | 'DynamoDB' | 'Local services';

/** How long is spoken, and how much the machine may need: the same rows in both. */
export interface Form {
  /** Speech of one row, at least, ms. */
  readonly speechMs: number;
  /** Rows that run at a time, each on a server of its own. */
  readonly lanes: number;
}

export interface RowFacts {
  readonly service: Service;
  readonly fault: string;
  readonly moment: string;
  /** `countedLoss`: what is missing must be in the server's own count of lost audio, to the block. */
  readonly expects: 'nothingLost' | 'countedLoss';
  /** The stream can be reopened as soon as it died: such rows make up the percentiles. */
  readonly isAtOnce: boolean;
}

export interface Measured {
  /** Blocks of 20 ms whose chunk was acknowledged without `dropped`. */
  readonly sent: number;
  /** Of them, named by a final that a listener (Lambda rows: the pipeline) got. */
  readonly covered: number;
  readonly missing: number;
  /** Blocks named once more than once, or never sent. */
  readonly doubled: number;
  /** Streams opened after the first; calls made again. */
  readonly recoveries: number;
  /** From the injection to the first word of the next stream, the longest; undefined when nothing had to be reopened. */
  readonly recoveryMs: number | undefined;
  /** The longest from sending the last block of a final to a listener's having it. */
  readonly latestMs: number;
  /** Audio the server has counted as lost. */
  readonly lostMs: number;
  readonly note: string;
  /** What else went wrong; empty in a row that holds. */
  readonly problems: readonly string[];
}

export interface RowResult extends RowFacts, Measured {}

export function idOf({ service, fault, moment }: RowFacts): string {
  return `${service}: ${fault}, ${moment}`;
}

/** @returns why the row does not hold; empty when it does. */
export function verdictOf({ expects }: RowFacts, measured: Measured): readonly string[] {
  const problems = [...measured.problems];
  const { missing, doubled, lostMs } = measured;
  if (expects === 'nothingLost' && missing > 0) problems.push(`${missing} missing`);
  // A block of which only a part was lost is missing as a whole: at most the two at the ends of the loss.
  if (expects === 'countedLoss' && missing * BLOCK_MS > lostMs + 2 * BLOCK_MS) {
    problems.push(`${missing} missing, ${lostMs} ms counted`);
  }
  if (doubled > 0) problems.push(`${doubled} doubled`);
  return problems;
}

export const BLOCK_MS = 20;
