/** The lines of one file, in order, with their times. Pure. */
import type { KeptRecord } from './kept-record.ts';
import { toResults } from './kept-result.ts';
import { type Span, withTimes } from './line-times.ts';

export interface KeptLine extends Span {
  readonly text: string;
  /** ISO 639-1. */
  readonly language: string;
  /** Lines of the same number are one paragraph. */
  readonly paragraph: number;
  /** The session's clock began again before this line: the server was restarted or rebuilt. */
  readonly isNewClock: boolean;
}

/** @param records finals of one file, in the order in which they came. */
export function toLines(records: Iterable<KeptRecord>): KeptLine[] {
  const placed = toResults(records).flatMap(({ lines }, paragraph) => lines.map((line) => ({ ...line, paragraph })));
  let highestMs = placed[0]?.offsetMs ?? 0;
  return withTimes(placed).map(({ text, language, paragraph, offsetMs, startMs, endMs }) => {
    const isNewClock = offsetMs > highestMs;
    highestMs = Math.max(highestMs, offsetMs);
    return { text, language, paragraph, startMs, endMs, isNewClock };
  });
}
