/** Pairs of places that say the same, line by line. Found by an index of windows: no file is compared with all the others. */

/** `length` lines from the `start`th, of the `file`th; both from 0. */
export interface Place {
  readonly file: number;
  readonly start: number;
}

export interface Pair {
  readonly first: Place;
  readonly second: Place;
  readonly length: number;
}

/** @returns every longest run of `min` lines or more that two places share, the longest first; those that overlap count once. */
export function findPairs(files: readonly (readonly string[])[], min: number): Pair[] {
  const { ids, places } = joined(files);
  const pairs: Pair[] = [];
  for (const starts of windows(ids, min)) {
    for (const [nth, first] of starts.entries()) {
      for (const second of starts.slice(nth + 1)) {
        // Within a run: it is found where it begins.
        if (ids[first - 1] === ids[second - 1]) continue;
        const length = runLength(ids, first, second, min);
        const isSameFile = places[first]?.file === places[second]?.file;
        // What repeats itself at once would overlap with itself: so many lines each are apart.
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

/** @returns the longest of those that share lines with each other in both places, and none that does so with one of `known`. */
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

/** All lines in one row, equal ones as equal numbers. Before each file is one that equals no other: no run goes on over it. */
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

/** @returns where each window of `size` lines begins that is there more than once. */
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
