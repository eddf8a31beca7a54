/** Gives times to the words of a reading, because engines that decode whole clips give none. */

/** Seconds on the stream's clock. */
export interface WordTime {
  readonly startTime: number;
  readonly endTime: number;
}

export interface Placing {
  /** Number of letters of each word. New words share the time between two known ones in proportion to it. */
  readonly letters: readonly number[];
  /** For each word its previous time, or undefined if it is new. Times rise. */
  readonly known: readonly (WordTime | undefined)[];
  /** How many words at the beginning have a fixed time. All of them are known. */
  readonly fixed: number;
  /** When the voice began. */
  readonly from: number;
  /** Position of the end of the audio: no new word ends later. */
  readonly to: number;
}

/** @returns times that never fall. Only fixed words may end after `to`. */
export function placeWords({ letters, known, fixed, from, to }: Placing): WordTime[] {
  const times = known.slice(0, fixed).filter((time) => time !== undefined);
  const limit = Math.max(from, to, times.at(-1)?.endTime ?? 0);
  for (let at = times.length; at < letters.length; at = times.length) {
    const time = known[at];
    if (time !== undefined) {
      times.push({ startTime: Math.min(time.startTime, limit), endTime: Math.min(time.endTime, limit) });
      continue;
    }
    let next = at;
    while (next < letters.length && known[next] === undefined) next++;
    const startTime = times.at(-1)?.endTime ?? Math.min(from, limit);
    const endTime = Math.max(startTime, Math.min(known[next]?.startTime ?? limit, limit));
    times.push(...share(letters.slice(at, next), startTime, endTime));
  }
  return times;
}

function share(letters: readonly number[], startTime: number, endTime: number): WordTime[] {
  const all = letters.reduce((sum, count) => sum + count, 0);
  let done = 0;
  let reached = startTime;
  return letters.map((count) => {
    done += count;
    const start = reached;
    reached = milliseconds(startTime + ((endTime - startTime) * done) / all);
    return { startTime: start, endTime: reached };
  });
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
