/** Finds pairs of places with the same lines. Uses an index of windows instead of comparing every file with all others. */

/** Index of a file, and of the first line in it; both from 0. */
export interface Place {
  readonly file: number;
  readonly start: number;
}

export interface Pair {
  readonly first: Place;
  readonly second: Place;
  readonly length: number;
}

/** @returns every longest run of `min` lines or more that two places share, the longest first, without those that overlap. */
export function findPairs(files: readonly (readonly string[])[], min: number): Pair[] {
  const { ids, places } = joined(files);
  const pairs: Pair[] = [];
  for (const starts of windows(ids, min)) {
    for (const [nth, first] of starts.entries()) {
      for (const second of starts.slice(nth + 1)) {
        // In the middle of a run, which is found at its beginning.
        if (ids[first - 1] === ids[second - 1]) continue;
        const length = runLength(ids, first, second, min);
        const isSameFile = places[first]?.file === places[second]?.file;
        // A run that repeats itself directly would overlap with itself. Parts of this length do not.
        const most = isSameFile ? second - first : length;
        for (let from = 0; from < length; from += most) {
          const [a, b] = [places[first + from], places[second + from]];
          const part = Math.min(most, length - from);
          if (a && b && part >= min) pairs.push({ first: a, second: b, length: part });
        }
      }
    }
  }
  return apart(pairs);
}

/** @returns of pairs that overlap in both places only the longest, and no pair that overlaps with one of `known`. */
export function apart(pairs: readonly Pair[], known: readonly Pair[] = []): Pair[] {
  const kept = new Map<string, Pair[]>();
  const filesOf = ({ first, second }: Pair) => `${first.file} ${second.file}`;
  const keep = (pair: Pair) => {
    const same = kept.get(filesOf(pair));
    if (same) same.push(pair);
    else kept.set(filesOf(pair), [pair]);
  };
  for (const pair of known) keep(pair);
  return [...pairs]
    .sort((a, b) => b.length - a.length)
    .filter((pair) => {
      if (kept.get(filesOf(pair))?.some((other) => overlap(pair, other))) return false;
      keep(pair);
      return true;
    });
}

/** All lines as numbers, equal lines as equal numbers. A unique number before each file ends every run. */
function joined(files: readonly (readonly string[])[]) {
  const known = new Map<string, number>();
  const ids: number[] = [];
  const places: (Place | undefined)[] = [];
  for (const [file, lines] of files.entries()) {
    ids.push(-1 - file);
    places.push(undefined);
    for (const [start, line] of lines.entries()) {
      const id = known.get(line) ?? known.size;
      known.set(line, id);
      ids.push(id);
      places.push({ file, start });
    }
  }
  return { ids, places };
}

/** @returns for each window of `size` lines that occurs more than once, where it begins. */
function windows(ids: readonly number[], size: number): number[][] {
  const starts = new Map<string, number[]>();
  for (let at = 0; at + size <= ids.length; at += 1) {
    const key = ids.slice(at, at + size).join(' ');
    const same = starts.get(key);
    if (same) same.push(at);
    else starts.set(key, [at]);
  }
  return [...starts.values()].filter(({ length }) => length > 1);
}

function runLength(ids: readonly number[], first: number, second: number, least: number): number {
  let length = least;
  while (second + length < ids.length && ids[first + length] === ids[second + length]) length += 1;
  return length;
}

function overlap(a: Pair, b: Pair): boolean {
  const isWithin = (x: Place, y: Place) => x.start < y.start + b.length && y.start < x.start + a.length;
  return isWithin(a.first, b.first) && isWithin(a.second, b.second);
}
