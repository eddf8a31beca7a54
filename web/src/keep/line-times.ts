/** Times for lines of a file: in order, without overlaps, and also for lines that came without any. Pure. */
import { columnsOf } from './columns.ts';

export interface Timed {
  readonly text: string;
  /** On the file's clock, ms. */
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  /** When it came, Unix ms. */
  readonly atMs: number;
}

export interface Span {
  /** On the file's clock, whole ms from 0. */
  readonly startMs: number;
  readonly endMs: number;
}

/** What the time of a line beside is known from. */
type End = Partial<Timed> & Pick<Timed, 'atMs'>;

/** How long a column of text is spoken, ms, and the shortest time of a line. */
const COLUMN_MS = 65;
const SHORTEST_MS = 500;

/**
 * Lines without times came after what was said by so much as lines with times did. So their time is known from when they
 * came; it is between those of their neighbours.
 * @returns the lines with a span each. It begins where the one before it ends, or later, and may be empty.
 */
export function withTimes<T extends Timed>(lines: readonly T[]): (T & Span)[] {
  const nexts = nextTimed(lines);
  let untilMs = 0;
  let before: End | undefined;
  return lines.map((line, i) => {
    const next = nexts[i];
    const wanted = hasTime(line) ? ownTime(line) : betweenTime(line, before ?? next, next?.startMs);
    const startMs = Math.max(untilMs, wanted.startMs);
    untilMs = Math.max(startMs, wanted.endMs);
    before = { endMs: untilMs, atMs: line.atMs };
    return { ...line, startMs, endMs: untilMs };
  });
}

function ownTime({ text, startMs, endMs }: Timed): Span {
  const toMs = endMs ?? Number(startMs) + spokenMs(text);
  return { startMs: startMs ?? toMs - spokenMs(text), endMs: toMs };
}

/** @param beside a line with a time: the one before, or else the next one. @param limitMs where the next one begins. */
function betweenTime({ text, atMs }: Timed, beside: End | undefined, limitMs = Number.POSITIVE_INFINITY): Span {
  const endMs = beside === undefined ? spokenMs(text) : endOf(beside) + atMs - beside.atMs;
  return { startMs: Math.min(endMs - spokenMs(text), limitMs), endMs: Math.min(endMs, limitMs) };
}

function endOf({ startMs = 0, endMs = startMs }: End): number {
  return endMs;
}

function spokenMs(text: string): number {
  return Math.max(SHORTEST_MS, Math.round(columnsOf(text) * COLUMN_MS));
}

function hasTime({ startMs, endMs }: Timed): boolean {
  return startMs !== undefined || endMs !== undefined;
}

/** @returns for each line the next one that has a time. */
function nextTimed(lines: readonly Timed[]): (Timed | undefined)[] {
  let next: Timed | undefined;
  const nexts = lines.map(() => next);
  for (let i = lines.length - 1; i >= 0; i--) {
    nexts[i] = next;
    const line = lines[i];
    if (line && hasTime(line)) next = line;
  }
  return nexts;
}
