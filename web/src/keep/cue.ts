/** Captions with their times, as subtitle files have them: at most two lines, in order, without overlaps. Pure. */
import { columnsOf } from './columns.ts';
import { LONGEST_MS, toCaptions, toLineTexts } from './cue-cuts.ts';
import type { KeptLine } from './kept-line.ts';
import type { Span } from './line-times.ts';
import { toTimedUnits } from './timed-units.ts';

export interface Cue extends Span {
  /** One or two. */
  readonly lines: readonly string[];
  /** ISO 639-1. */
  readonly language: string;
  /** The session's clock began again before it. */
  readonly isNewClock: boolean;
}

/** What a caption is shown at least, ms, even if the next one then comes later. */
const SHORTEST_MS = 500;
/** How long people read, ms: at least, and for each column. It is shown so long if nothing follows. */
const READ_MS = 1_000;
const READ_COLUMN_MS = 60;

/** @param lines in order, with times that do not overlap. */
export function toCues(lines: readonly KeptLine[]): Cue[] {
  return inTurn(paragraphsOf(lines).flatMap(cuesOf));
}

/** @returns lines of one paragraph and language together. */
function paragraphsOf(lines: readonly KeptLine[]): KeptLine[][] {
  const paragraphs: KeptLine[][] = [];
  for (const line of lines) {
    const last = paragraphs.at(-1);
    const [before] = last ?? [];
    if (before?.paragraph === line.paragraph && before.language === line.language) last?.push(line);
    else paragraphs.push([line]);
  }
  return paragraphs;
}

function cuesOf(lines: readonly KeptLine[]): Cue[] {
  return toCaptions(toTimedUnits(lines)).map((units, i) => ({
    lines: toLineTexts(units),
    language: lines[0]?.language ?? '',
    isNewClock: i === 0 && lines[0]?.isNewClock === true,
    startMs: units[0]?.startMs ?? 0,
    endMs: units.at(-1)?.endMs ?? 0,
  }));
}

/** Gives each its time to be read, up to the next one. */
function inTurn(cues: readonly Cue[]): Cue[] {
  let untilMs = 0;
  return cues.map((cue, i) => {
    const startMs = Math.max(untilMs, cue.startMs);
    const columns = cue.lines.reduce((sum, line) => sum + columnsOf(line), 0);
    const readMs = Math.max(READ_MS, Math.round(columns * READ_COLUMN_MS));
    const wantedMs = Math.min(Math.max(cue.endMs, startMs + readMs), startMs + LONGEST_MS);
    const nextMs = cues[i + 1]?.startMs ?? Number.POSITIVE_INFINITY;
    untilMs = Math.max(startMs + SHORTEST_MS, Math.min(wantedMs, nextMs));
    return { ...cue, startMs, endMs: untilMs };
  });
}
