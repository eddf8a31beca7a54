/** Decides which processes give speakers to others, so that all have about the same number. Pure. */

/** When processes have been uneven for this time, one speaker moves; the next one moves after the same time again. */
const EVEN_OUT_AFTER_MS = 10_000;

/**
 * @param speakers how many each process has.
 * @returns how many each must give so that no two differ by more than one; zeros when that is so already.
 */
export function surplus(speakers: readonly number[]): number[] {
  const left = [...speakers];
  const given = speakers.map(() => 0);
  for (;;) {
    const fullest = left.indexOf(Math.max(...left));
    const emptiest = left.indexOf(Math.min(...left));
    if ((left[fullest] ?? 0) - (left[emptiest] ?? 0) < 2) break;
    left[fullest] = (left[fullest] ?? 0) - 1;
    left[emptiest] = (left[emptiest] ?? 0) + 1;
    given[fullest] = (given[fullest] ?? 0) + 1;
  }
  return given;
}

/** When speakers leave, processes become uneven. If that lasts, speakers are moved one by one. */
export class SpeakerBalance {
  #unevenSince: number | undefined;

  /** @param now ms. @returns the index of the process that gives a speaker now. Undefined: none does. */
  note(speakers: readonly number[], now: number): number | undefined {
    const giver = surplus(speakers).findIndex((count) => count > 0);
    if (giver < 0) {
      this.#unevenSince = undefined;
      return undefined;
    }
    this.#unevenSince ??= now;
    if (now - this.#unevenSince < EVEN_OUT_AFTER_MS) return undefined;
    this.#unevenSince = now;
    return giver;
  }
}
