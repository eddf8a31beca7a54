/** When the segments that were received were said: keeps their times until they have been heard. Pure. */
import { BoundedMap } from '../../../../src/audio/bounded-map.ts';
import type { SaidSegment } from './lag.ts';

/** Speech that waits is skipped after 20 s: no more segments than this are underway. */
const MAX_SEGMENTS = 64;

export interface SegmentName {
  readonly resultId?: string | undefined;
  readonly segment?: number | undefined;
  readonly epoch?: number | undefined;
}

/** Members of a message; another pipeline may leave them out. */
interface Timed extends SegmentName {
  readonly startTimeMs?: number | undefined;
  readonly endTimeMs?: number | undefined;
}

export class SegmentTimes {
  readonly #times = new BoundedMap<string, SaidSegment>(MAX_SEGMENTS);

  add(message: Timed): void {
    const said = toSaid(message);
    if (said && message.resultId !== undefined) this.#times.set(keyOf(message), said);
  }

  /** @returns undefined for a segment without times, and one that was asked for before. */
  take(name: SegmentName): SaidSegment | undefined {
    const key = keyOf(name);
    const said = this.#times.get(key);
    this.#times.delete(key);
    return said;
  }
}

/** @returns undefined for a message without times. */
export function toSaid({ startTimeMs, endTimeMs, epoch }: Timed): SaidSegment | undefined {
  if (startTimeMs === undefined || endTimeMs === undefined) return undefined;
  return { startTimeMs, endTimeMs, epoch };
}

function keyOf({ resultId, segment, epoch }: SegmentName): string {
  return JSON.stringify([resultId, segment, epoch]);
}
