/**
 * Keeps when the last segments of one session came how far: heard, recognised, handed over, at the listeners' sockets, played.
 * Bounded. Views are made on request; until then a segment costs one small object.
 */
import { BoundedMap } from '../../audio/bounded-map.ts';
import type { SegmentOutcome, SegmentView } from '../../protocol/inside.ts';
import type { MonotonicMs } from '../../protocol/times.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { Span } from '../ports/tracing.ts';
import { type Partials, SegmentTimeline } from './segment-timeline.ts';

/** Segments kept of a session: a minute of speech or more. One more removes the oldest. */
export const MAX_SEGMENTS = 50;
/** Open segments whose partials are counted. One is open at a time; in a recovery the words get another result. */
const MAX_OPEN = 8;

interface SegmentIds {
  readonly resultId: string;
  readonly segment: number;
}

export interface LoggedPartial extends SegmentIds {
  /** When the service's event came, monotonic ms. */
  readonly receivedAt: MonotonicMs;
}

export interface LoggedSegment extends LoggedPartial {
  /** When the speaker had said each word, in order; empty when it is not known. */
  readonly wordsHeardAt: readonly MonotonicMs[];
  readonly utterance: Pick<Span, 'traceparent'>;
}

export class SegmentLog {
  readonly #clock: Pick<ClockPort, 'unixNow'>;
  readonly #monotonicNow: () => MonotonicMs;
  readonly #open = new BoundedMap<string, Partials>(MAX_OPEN);
  readonly #kept: SegmentTimeline[] = [];
  #seq = 0;

  /** @param monotonicNow The clock of all times that are given. */
  constructor(clock: Pick<ClockPort, 'unixNow'>, monotonicNow: () => MonotonicMs) {
    this.#clock = clock;
    this.#monotonicNow = monotonicNow;
  }

  /** A partial of an open segment was passed on. */
  partial({ receivedAt, resultId, segment }: LoggedPartial): void {
    const key = toKey(resultId, segment);
    const known = this.#open.get(key);
    if (known === undefined) {
      this.#open.set(key, { count: 1, firstAt: receivedAt, lastAt: receivedAt });
    } else {
      known.count += 1;
      known.lastAt = receivedAt;
    }
  }

  /** A segment's words are final. @returns what is told how far it comes. */
  add({ receivedAt, resultId, segment, utterance, wordsHeardAt }: LoggedSegment): SegmentTimeline {
    const key = toKey(resultId, segment);
    const partials = this.#open.get(key);
    this.#open.delete(key);
    this.#seq += 1;
    const timeline = new SegmentTimeline({
      seq: this.#seq,
      resultId,
      segment,
      traceparent: utterance.traceparent,
      partials,
      wordsHeardAt,
      receivedAt,
      // Once a segment, so that its times agree when the system's clock is set.
      unixOffsetMs: this.#clock.unixNow() - this.#monotonicNow(),
    });
    this.#kept.push(timeline);
    if (this.#kept.length > MAX_SEGMENTS) this.#kept.shift();
    return timeline;
  }

  /** The pipeline has accepted a segment, or never will. A segment that is not kept is ignored. */
  settled({ resultId, segment }: SegmentIds, outcome: SegmentOutcome, at: MonotonicMs): void {
    this.#kept.findLast((timeline) => timeline.isOf(resultId, segment))?.settled(outcome, at);
  }

  /** The oldest first. */
  read(): SegmentView[] {
    return this.#kept.map((timeline) => timeline.toView());
  }
}

function toKey(resultId: string, segment: number): string {
  return `${segment} ${resultId}`;
}
