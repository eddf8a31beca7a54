/** Who gives speakers to whom, so that every process has about as many. Pure. */

/** Uneven for so long, one speaker goes on elsewhere; and the next after as long again. */
const EVEN_OUT_AFTER_MS = 10_000;

/**
 * @param speakers How many each has.
 * @returns how many each has to give so that no two differ by more than one. Nobody moves where they do already.
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

/** Speakers leave unevenly: what that brings about is mended one by one, and only where it lasts. */
export class SpeakerBalance {
  #unevenSince: number | undefined;

  /** @param now ms. @returns whose speaker is to move now, as an index; undefined: nobody's. */
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
