/** Compares a partial with finals by time. Pure. */

/** By how much two ends of one word may differ between recognitions, ms: each may move by 60. */
const MOVED_MS = 120;

export interface Stretch {
  readonly startTimeMs?: number | undefined;
  readonly endTimeMs?: number | undefined;
}

/**
 * @param untilMs Up to where the finals of another result go.
 * @returns whether words of the partial are said by these finals. Without times: no.
 */
export function isOver({ startTimeMs, endTimeMs }: Stretch, untilMs: number | undefined): boolean {
  if (startTimeMs === undefined || untilMs === undefined) return false;
  return startTimeMs < untilMs - MOVED_MS || (endTimeMs !== undefined && endTimeMs <= untilMs + MOVED_MS);
}
