/** Out: where a segment may end inside the stable words of a partial. One rule after the other; the first that holds cuts. Pure. */
import type { SegmentMode } from '../../protocol/segments.ts';
import type { SegmentCut } from '../ports/metric-names.ts';
import { clauseOpenersOf } from './clause-openers.ts';
import { keyOf, type SpokenResult, type SpokenWord } from './spoken-words.ts';

export interface CutPlace {
  /** The first word after the segment. */
  readonly end: number;
  readonly by: SegmentCut;
}

export interface CutOptions {
  readonly mode: SegmentMode;
  /** ISO 639-1. */
  readonly language: string;
  /** How long after its end a stable word may wait for the end of its segment, ms. */
  readonly deadlineMs: number;
}

/** The words that may be cut: those before `stable`, from the first one that was not handed over. */
export interface Stretch {
  readonly result: SpokenResult;
  readonly first: number;
  readonly stable: number;
  readonly nowMs: number;
  /** The last segment was cut by the deadline although even its newest stable word was late: see LATE_WORDS. */
  readonly wasLate: boolean;
}

const SENTENCE_MARK = /[.?!。？！।؟۔]/;
const CLAUSE_MARK = /[,;:—،、，]/;
/** Languages whose characters say more: a clause is shorter. */
const DENSE: readonly string[] = ['zh', 'ja', 'ko'];
const LEAST_CHARACTERS = { dense: 8, others: 20 } as const;
/** An opener cuts after this many words and when as many stable words follow it. */
const AROUND_OPENER = { before: 6, after: 3 } as const;
const LEAST_GAP_MS = 250;
/** Words that the deadline leaves, unless there is a gap: the next segment shall not begin in the middle of a phrase. */
const KEPT_WORDS = 2;
/**
 * While all that comes is late, as in a replay, the deadline would cut each word by itself. Then a segment has this many
 * words at least.
 */
const LATE_WORDS = 6;
const DIGIT_LAST = /\p{N}$/u;
const DIGIT_FIRST = /^\p{N}/u;
const SINGLE_LETTER = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]$/u;

/** What ends a segment, in the order in which it is looked for, and in which modes. For the documents. */
export const SEGMENT_ENDS: readonly {
  readonly by: SegmentCut;
  readonly modes: readonly SegmentMode[];
  readonly where: string;
}[] = [
  {
    by: 'sentence',
    modes: ['sentence', 'clause'],
    where: 'after the last mark `. ? ! 。 ？ ！ । ؟ ۔` that is not inside a number or after a single letter',
  },
  {
    by: 'clause',
    modes: ['clause'],
    where:
      `after the last mark \`, ; : — ، 、 ，\` with at least ${LEAST_CHARACTERS.others} characters before it ` +
      `(${LEAST_CHARACTERS.dense} in Chinese, Japanese, Korean)`,
  },
  {
    by: 'opener',
    modes: ['clause'],
    where:
      `before a word that opens a clause (and, because, which ...; a table by language), with at least ` +
      `${AROUND_OPENER.before} words before it and ${AROUND_OPENER.after} stable words after it`,
  },
  {
    by: 'deadline',
    modes: ['clause'],
    where:
      `when the first word ended longer ago than \`SEGMENT_DEADLINE_MS\`: at the longest pause of ${LEAST_GAP_MS} ms or ` +
      `more, otherwise before the last ${KEPT_WORDS} words`,
  },
  {
    by: 'final',
    modes: ['result', 'sentence', 'clause'],
    where: 'at the end of the result, with everything that is left',
  },
  {
    by: 'forfeit',
    modes: ['sentence', 'clause'],
    where:
      'after the last stable word, when the result gets no final because transcription was given up or the session ends',
  },
];

/** @returns undefined when nothing ends there yet. */
export function findCut(stretch: Stretch, { mode, language, deadlineMs }: CutOptions): CutPlace | undefined {
  if (mode === 'result') return undefined;
  const sentence = lastMark(stretch, SENTENCE_MARK);
  if (sentence !== undefined) return { end: sentence, by: 'sentence' };
  if (mode === 'sentence') return undefined;
  const clause = lastMark(stretch, CLAUSE_MARK);
  if (clause !== undefined && charactersTo(clause, stretch) >= leastCharacters(language)) {
    return { end: clause, by: 'clause' };
  }
  const opener = beforeOpener(stretch, clauseOpenersOf(language));
  if (opener !== undefined) return { end: opener, by: 'opener' };
  const late = afterDeadline(stretch, deadlineMs);
  return late === undefined ? undefined : { end: late, by: 'deadline' };
}

/** @returns when the oldest word has waited too long, session ms; undefined when nothing is to be cut for that. */
export function dueAtMsOf(stretch: Stretch, options: CutOptions): number | undefined {
  const oldest = stretch.result.words[stretch.first];
  if (oldest === undefined) return undefined;
  const dueAtMs = oldest.endMs + options.deadlineMs;
  const then = { ...stretch, nowMs: Math.max(stretch.nowMs, dueAtMs) };
  return findCut(then, options) === undefined ? undefined : dueAtMs;
}

function lastMark({ result: { words }, first, stable }: Stretch, marks: RegExp): number | undefined {
  for (let at = stable - 1; at >= first; at -= 1) {
    const word = words[at] as SpokenWord;
    if (word.isMarkStable && marks.test(word.mark) && !isInside(word, words[at + 1])) return at + 1;
  }
  return undefined;
}

/** The mark belongs to a number (3.14, 10:30), or its dot to a single letter (J. S. Bach). */
function isInside({ content, mark }: SpokenWord, next: SpokenWord | undefined): boolean {
  if (mark === '.' && SINGLE_LETTER.test(content)) return true;
  // Until the next word is there, a number may go on.
  return /^[.,:،]$/.test(mark) && DIGIT_LAST.test(content) && (next === undefined || DIGIT_FIRST.test(next.content));
}

function charactersTo(end: number, { result: { words }, first }: Stretch): number {
  return (words[end - 1] as SpokenWord).wordEnd - (words[first] as SpokenWord).from;
}

function leastCharacters(language: string): number {
  return DENSE.includes(language) ? LEAST_CHARACTERS.dense : LEAST_CHARACTERS.others;
}

function beforeOpener({ result: { words }, first, stable }: Stretch, openers: ReadonlySet<string>): number | undefined {
  const isOpener = (at: number) => openers.has(keyOf(words[at] as SpokenWord));
  for (let at = stable - 1 - AROUND_OPENER.after; at - first >= AROUND_OPENER.before; at -= 1) {
    // Two that open a clause together stay together: parce que, потому что, and when.
    if (isOpener(at) && !isOpener(at - 1)) return at;
  }
  return undefined;
}

function afterDeadline(stretch: Stretch, deadlineMs: number): number | undefined {
  const { result, first, stable, nowMs, wasLate } = stretch;
  const { words } = result;
  const oldest = words[first];
  if (oldest === undefined || first >= stable || nowMs < oldest.endMs + deadlineMs) return undefined;
  if (wasLate && isLate(stretch, deadlineMs) && stable - first < LATE_WORDS + KEPT_WORDS) return undefined;
  let longest = LEAST_GAP_MS;
  let end: number | undefined;
  for (let at = first + 1; at < stable; at += 1) {
    const gapMs = (words[at] as SpokenWord).startMs - (words[at - 1] as SpokenWord).endMs;
    if (gapMs < longest) continue;
    longest = gapMs;
    end = at;
  }
  if (end !== undefined) return end;
  return stable - KEPT_WORDS > first ? stable - KEPT_WORDS : undefined;
}

/** Even the newest stable word has waited too long. */
export function isLate({ result: { words }, stable, nowMs }: Omit<Stretch, 'wasLate'>, deadlineMs: number): boolean {
  const newest = words[stable - 1];
  return newest !== undefined && nowMs >= newest.endMs + deadlineMs;
}
