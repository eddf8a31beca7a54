/** How many sessions to try next, to find the most that are held. Pure. */

export interface Try {
  readonly sessions: number;
  readonly isHeld: boolean;
  /** Of its share of a core, in per cent: 100 is all of it. */
  readonly usedPercent: number;
}

export interface SearchOptions {
  /** Tried first. */
  readonly first: number;
  /** All numbers are multiples of this. The answer may be less than the truth by as much. */
  readonly step: number;
  readonly mostTries: number;
}

/** With more of its share in use than this, what waits is seen in the 99th percentile. */
const FULL_PERCENT = 95;
/** Of the sessions that were too many. */
const BACK = 0.8;

/** Undefined: the most that held is known, to a step, or it was tried often enough. */
export function nextSessions(tried: readonly Try[], { first, step, mostTries }: SearchOptions): number | undefined {
  if (tried.length >= mostTries) return undefined;
  const rounded = (sessions: number) => Math.max(step, Math.round(sessions / step) * step);
  if (tried.length === 0) return rounded(first);
  const most = Math.max(0, ...tried.filter(({ isHeld }) => isHeld).map(({ sessions }) => sessions));
  const fewest = Math.min(...tried.filter(({ sessions }) => sessions > most).map(({ sessions }) => sessions));
  if (fewest - most <= step) return undefined;
  if (fewest < Number.POSITIVE_INFINITY && most > 0) return rounded((most + fewest) / 2);
  // By what a session cost in the last run.
  const last = tried.find(({ sessions }) => sessions === (most > 0 ? most : fewest));
  const guess = rounded(((last?.sessions ?? 0) * FULL_PERCENT) / Math.max(1, last?.usedPercent ?? 0));
  if (most > 0) return Math.max(most + step, guess);
  // Full: how far it is over its share is not known.
  return Math.max(step, Math.min(fewest - step, rounded(fewest * BACK)));
}
