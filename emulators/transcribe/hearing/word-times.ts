/** Places the words of a reading in time: no engine that decodes clips whole says when a word was spoken. */

/** Seconds on the stream's clock. */
export interface WordTime {
  readonly startTime: number;
  readonly endTime: number;
}

export interface Placing {
  /** How many letters each word has: of a stretch that several words came in, each gets its share by them. */
  readonly letters: readonly number[];
  /** For each word the time it has had before, where it has. Rising. */
  readonly known: readonly (WordTime | undefined)[];
  /** Words from the first whose time never changes; all of them are known. */
  readonly fixed: number;
  /** When the voice set in. */
  readonly from: number;
  /** The position the audio had reached: where the last new word ends at the latest. */
  readonly to: number;
}

/** Times that never fall; no word reaches beyond `to`, but for fixed ones. */
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
