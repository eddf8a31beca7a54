/** A latency's distribution as bars of the same width: each bound is at most a third over the one before. Pure. */

export interface Bar {
  /** ms. The measured times in this bar are longer than this */
  readonly overMs: number;
  /** and at most this. Infinity in the last bucket. */
  readonly upToMs: number;
  readonly count: number;
  /** Share of the highest bar, 0..1. */
  readonly height: number;
  readonly isOverTarget: boolean;
}

export interface Bars {
  /** From the first bucket with a count to the last one, or to the target's bucket if there is a target. */
  readonly bars: readonly Bar[];
  /** How many of the bars are within the target. Undefined: there is no target. */
  readonly withinTarget: number | undefined;
}

/** @param boundsMs upper bounds, rising. @param counts of each bucket, and one more for times over all bounds. */
export function toBars(boundsMs: readonly number[], counts: readonly number[], targetMs?: number): Bars {
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
