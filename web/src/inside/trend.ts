/** The points of a trend line. A window without measurements interrupts it. Pure. */
import type { LatencyWindow } from '../../../src/protocol/inside.ts';

/** Room for the line's own width, so that it is not cut at the edges. */
const EDGE = 2;

export interface Trend {
  /** The `points` of each unbroken piece. */
  readonly lines: readonly string[];
  /** Of the windows that have measurements, the oldest first. */
  readonly p90Ms: readonly number[];
}

/** @param windows The newest first. @param size pixels; the highest value is at the top, 0 at the bottom. */
export function toTrend(
  windows: readonly LatencyWindow[],
  size: { readonly width: number; readonly height: number },
): Trend {
  const inOrder = windows.toReversed();
  const p90Ms = inOrder.flatMap((window) => (window.count > 0 ? [window.p90Ms] : []));
  const most = Math.max(...p90Ms, Number.MIN_VALUE);
  const step = size.width / Math.max(1, windows.length - 1);
  const lines: string[][] = [[]];
  for (const [at, window] of inOrder.entries()) {
    if (window.count === 0) lines.push([]);
    else
      lines
        .at(-1)
        ?.push(`${round(at * step)},${round(size.height - EDGE - (window.p90Ms / most) * (size.height - 2 * EDGE))}`);
  }
  return { lines: lines.filter((line) => line.length > 0).map((line) => line.join(' ')), p90Ms };
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
