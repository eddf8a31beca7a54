/** One row of the table: a fault at a moment, the expected outcome, and the measurements. */

export type Service = 'Transcribe' | 'Lambda' | 'DynamoDB' | 'Listeners' | 'Local services';

/** The size of a run. All forms have the same rows. */
export interface Form {
  /** Least length of the speech in a row, ms. */
  readonly speechMs: number;
  /** Rows at a time, each on its own server. */
  readonly lanes: number;
}

export interface RowFacts {
  readonly service: Service;
  readonly fault: string;
  readonly moment: string;
  /** `countedLoss`: the server must have counted all missing blocks as lost audio. */
  readonly expects: 'nothingLost' | 'countedLoss';
  /** True: the stream can be reopened as soon as it died. The percentiles are of such rows. */
  readonly isAtOnce: boolean;
}

export interface Measured {
  /** Blocks of 20 ms whose chunk was acknowledged without `dropped`. */
  readonly sent: number;
  /** Of these, the blocks in finals that a listener was told (Lambda rows: that the pipeline accepted). */
  readonly covered: number;
  /** Of those that were sent, the blocks that sounded at the listener: what its player reports as played. */
  readonly heard: number;
  /** Sent and not heard. */
  readonly missing: number;
  /** Blocks that were heard more than once, and blocks that were heard and never sent. */
  readonly doubled: number;
  /** Streams opened after the first, or repeated calls. */
  readonly recoveries: number;
  /** Longest time from an injection to the first event of the next stream. Undefined: no stream had to be reopened. */
  readonly recoveryMs: number | undefined;
  /** Longest time from sending the last block of a final to the final's arrival at a listener. */
  readonly latestMs: number;
  /** Audio that the server counted as lost. */
  readonly lostMs: number;
  readonly note: string;
  /** Other problems. Empty if the row holds. */
  readonly problems: readonly string[];
}

export interface RowResult extends RowFacts, Measured {}

export function idOf({ service, fault, moment }: RowFacts): string {
  return `${service}: ${fault}, ${moment}`;
}

/** @returns why the row does not hold; empty when it does. */
export function verdictOf({ expects }: RowFacts, measured: Measured): readonly string[] {
  const problems = [...measured.problems];
  const { sent, covered, missing, doubled, lostMs } = measured;
  if (expects === 'nothingLost' && missing > 0) problems.push(`${missing} missing`);
  if (expects === 'nothingLost' && covered < sent) problems.push(`${sent - covered} in no final`);
  // A partly lost block counts as missing: at most the two blocks at the ends of the loss.
  if (expects === 'countedLoss' && missing * BLOCK_MS > lostMs + 2 * BLOCK_MS) {
    problems.push(`${missing} missing, ${lostMs} ms counted`);
  }
  if (doubled > 0) problems.push(`${doubled} doubled`);
  return problems;
}

export const BLOCK_MS = 20;
