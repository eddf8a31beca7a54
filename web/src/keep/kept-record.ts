/** One final that a page has kept, and its row in the browser's storage. Pure. */

/** What the speaker said, or its translation. */
export type Kind = 'original' | 'translation';

export interface KeptRecord {
  readonly kind: Kind;
  /** Language of the file that it belongs to, ISO 639-1. */
  readonly track: string;
  /** Language of its text: another one if it was not translated. */
  readonly language: string;
  readonly text: string;
  /** The session's clock and the counting of results may begin again with each epoch. */
  readonly epoch: number;
  readonly resultId: string | undefined;
  /** Number of the line in its result, from 0. */
  readonly segment: number | undefined;
  /** It replaces all lines of its result. */
  readonly isWhole: boolean;
  /** On the file's clock, which never goes back, ms from 0. */
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  /** What was added to the session's clock, ms. It differs from the line before where that clock began again. */
  readonly offsetMs: number;
  /** When it came, Unix ms. */
  readonly atMs: number;
}

/** A year on any of the clocks. Larger numbers are nobody's times. */
const MAX_TIME_MS = 366 * 24 * 3_600_000;
const LANGUAGE = /^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/;

/** Without names of members, which would take more room than the words. */
export function toRow(record: KeptRecord): readonly unknown[] {
  const { kind, track, language, text, epoch, resultId, segment, isWhole, startMs, endMs, offsetMs, atMs } = record;
  const optional = (value: unknown) => value ?? null;
  return [
    kind === 'original' ? 1 : 0,
    ...[track, language, text, epoch, optional(resultId), optional(segment), isWhole ? 1 : 0],
    ...[optional(startMs), optional(endMs), offsetMs, atMs],
  ];
}

/** @returns undefined for what `toRow` has not made: another version's row, or a damaged one. */
export function toRecord(row: unknown): KeptRecord | undefined {
  if (!Array.isArray(row)) return undefined;
  const [kind, track, language, text, epoch, resultId, segment, isWhole, startMs, endMs, offsetMs, atMs] = row;
  const isKept =
    isLanguage(track) &&
    isLanguage(language) &&
    typeof text === 'string' &&
    isCount(epoch) &&
    isCount(atMs) &&
    isTime(offsetMs) &&
    (segment === null || isCount(segment)) &&
    [startMs, endMs].every((value) => value === null || isTime(value)) &&
    (resultId === null || typeof resultId === 'string');
  if (!isKept) return undefined;
  return {
    kind: kind === 1 ? 'original' : 'translation',
    ...{ track, language, text, epoch, offsetMs, atMs },
    isWhole: isWhole === 1,
    resultId: resultId ?? undefined,
    segment: segment ?? undefined,
    startMs: startMs ?? undefined,
    endMs: endMs ?? undefined,
  };
}

/** Whether a number can be a time of a session, ms. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_TIME_MS;
}

export function isLanguage(value: unknown): value is string {
  return typeof value === 'string' && LANGUAGE.test(value);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
