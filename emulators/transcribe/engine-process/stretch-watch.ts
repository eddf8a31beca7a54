/** Gives a log line when steps begin to be stretched and when that is over, at most one line a minute. Pure. */

const LINE_EVERY_MS = 60_000;
/** After this time without a stretched step the episode is over. */
const CALM_AFTER_MS = 10_000;

export class StretchWatch {
  #lineAt = Number.NEGATIVE_INFINITY;
  /** The episode that was logged and is not over. Undefined: none. */
  #episode: { readonly since: number; lastAt: number; longestMs: number } | undefined;

  /** @param now ms. @param stepMs the present step. @returns the line for the log, if one is due. */
  note(now: number, isStretched: boolean, stepMs: number): string | undefined {
    const mayWrite = now - this.#lineAt >= LINE_EVERY_MS;
    if (this.#episode === undefined) {
      if (!isStretched || !mayWrite) return undefined;
      this.#lineAt = now;
      this.#episode = { since: now, lastAt: now, longestMs: stepMs };
      return `speech engines are busy: partial results come every ${Math.round(stepMs)} ms of speech`;
    }
    if (isStretched) {
      this.#episode.lastAt = now;
      this.#episode.longestMs = Math.max(this.#episode.longestMs, stepMs);
    }
    const { since, lastAt, longestMs } = this.#episode;
    if (now - lastAt < CALM_AFTER_MS || !mayWrite) return undefined;
    this.#lineAt = now;
    this.#episode = undefined;
    const seconds = Math.round((lastAt - since) / 1000);
    return `speech engines keep up again: busy for ${seconds} s, partial results came every ${Math.round(longestMs)} ms at most`;
  }
}
