/** How far behind the speaker a listener is: from a word in the speaker's mouth to its translation. Pure. */

/** A segment in the speaker's mouth, on the session's clock, ms. */
export interface SaidSegment {
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly epoch?: number | undefined;
}

/** Its translation at the listener, on the page's clock, ms. */
export interface HeardSegment {
  readonly firstSoundAtMs: number;
  /** 0 for text, which is there at once. */
  readonly durationMs: number;
}

/** Gives the time on the page's clock; undefined when it is not known. */
export type SaidAt = (sessionMs: number, epoch?: number) => number | undefined;

/** After it the last figure says nothing about now, ms. */
const FRESH_MS = 30_000;
const HALF = 0.5;

/**
 * @returns the ear-voice span of the segment's words, ms: that of its middle, as where a word is in the translation nobody
 * knows and both are spread evenly. Undefined when it is not known when it was said.
 */
export function lagOf(said: SaidSegment, heard: HeardSegment, saidAt: SaidAt): number | undefined {
  const middleMs = said.startTimeMs + (said.endTimeMs - said.startTimeMs) * HALF;
  const saidAtMs = saidAt(middleMs, said.epoch);
  if (saidAtMs === undefined) return undefined;
  return Math.max(0, heard.firstSoundAtMs + heard.durationMs * HALF - saidAtMs);
}

/** The last figure, as long as it is fresh. */
export class Lag {
  #lagMs: number | undefined;
  #atMs = 0;

  add(lagMs: number | undefined, nowMs: number): void {
    if (lagMs === undefined) return;
    this.#lagMs = lagMs;
    this.#atMs = nowMs;
  }

  /** @returns ms; undefined: nothing was heard lately. */
  at(nowMs: number): number | undefined {
    return nowMs - this.#atMs > FRESH_MS ? undefined : this.#lagMs;
  }
}
