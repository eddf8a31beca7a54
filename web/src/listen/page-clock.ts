/** How the page's clock, the audio clock and the listener's attention relate. Works on numbers and times only. */

/** A smaller difference is jitter: the audio clock advances in steps of a buffer. */
const JITTER_MS = 50;

/** The page's clock less the audio clock. It grows while the audio clock stands still: in a pause, or before the first click. */
export class ClockGap {
  #toldMs: number | undefined;

  /** @returns the gap, ms, if it has changed since it was last returned. */
  changed(pageMs: number, audioMs: number): number | undefined {
    const gapMs = pageMs - audioMs;
    if (this.#toldMs !== undefined && Math.abs(gapMs - this.#toldMs) <= JITTER_MS) return undefined;
    this.#toldMs = gapMs;
    return gapMs;
  }
}

/**
 * Since when the listener hears what comes as it comes. Speech that waited because the listener had paused, or had not allowed
 * sound yet, says nothing about the lag of the translation, nor does speech that had to wait for it.
 */
export class Attention {
  #sinceMs = Number.POSITIVE_INFINITY;

  /** Call often. @param isHeard Sound comes out, at a volume over 0. @param isIdle All that came has been heard. */
  look(isHeard: boolean, isIdle: boolean, nowMs: number): void {
    if (!isHeard) this.#sinceMs = Number.POSITIVE_INFINITY;
    else if (isIdle) this.#sinceMs = Math.min(this.#sinceMs, nowMs);
  }

  /** @returns whether speech that was received then was not held up by the listener. */
  covers(receivedAtMs: number): boolean {
    return receivedAtMs >= this.#sinceMs;
  }
}
