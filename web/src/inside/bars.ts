/** A latency's distribution as bars, each as wide as the others: the bounds grow by a third at most. Pure. */

export interface Bar {
  /** ms; what is in it is longer than this, */
  readonly overMs: number;
  /** and at most this; infinite in the last bucket of all. */
  readonly upToMs: number;
  readonly count: number;
  /** 0..1 of the highest. */
  readonly height: number;
  readonly isOverTarget: boolean;
}

export interface Bars {
  /** From the first bucket that has any to the last; up to the target's where there is one. */
  readonly bars: readonly Bar[];
  /** How many of the bars are within the target; undefined without one. */
  readonly withinTarget: number | undefined;
}

/** @param boundsMs Upper bounds, rising. @param counts Of each bucket alone, with one more for what is over all bounds. */
export function barsOf(boundsMs: readonly number[], counts: readonly number[], targetMs?: number): Bars {
  const shown = counts.flatMap((count, bucket) => (count > 0 ? [bucket] : []));
  const targetBucket = targetMs === undefined ? -1 : boundsMs.findIndex((bound) => bound >= targetMs);
  if (targetBucket >= 0) shown.push(targetBucket);
  if (counts.every((count) => count === 0)) return { bars: [], withinTarget: undefined };
  const from = Math.min(...shown);
  const most = Math.max(...counts);
  const bars = counts.slice(from, Math.max(...shown) + 1).map((count, index): Bar => {
    const bucket = from + index;
    return {
      overMs: boundsMs[bucket - 1] ?? 0,
      upToMs: boundsMs[bucket] ?? Number.POSITIVE_INFINITY,
      count,
      height: count / most,
      isOverTarget: targetBucket >= 0 && bucket > targetBucket,
    };
  });
  return { bars, withinTarget: targetBucket < 0 ? undefined : targetBucket - from + 1 };
}

/** `0.25 ms`, `12 ms`, `1.5 s`. */
export function durationText(ms: number): string {
  if (ms >= 1_000) return `${Number((ms / 1_000).toPrecision(3))} s`;
  return `${Number(ms.toPrecision(3))} ms`;
}
