/** Out: how stable a result is, and whether it is stable enough to be translated. */
import type { TranscriptionResult } from '../ports/transcription.ts';

/** Partials with this score or more are forwarded; finals always are. */
export const STABILITY_THRESHOLD = 0.85;

/**
 * @returns 1.0 for a final; for a partial the share of its words that are marked stable, 0 when none carries a mark.
 *   The service gives booleans, not a score.
 */
export function stabilityOf(result: TranscriptionResult): number {
  if (!result.isPartial) return 1;
  const words = result.items.filter((item) => item.kind === 'pronunciation');
  if (words.length === 0 || words.every((word) => word.stable === undefined)) return 0;
  return words.filter((word) => word.stable === true).length / words.length;
}

export function isStableEnough(result: TranscriptionResult, score: number): boolean {
  return !result.isPartial || score >= STABILITY_THRESHOLD;
}
