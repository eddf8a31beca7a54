/** Decides when a fault is due in the life of a stream, from what it is told about the stream. Has no clock. */
import Type, { type Static } from 'typebox';

export const NAMED_MOMENTS = ['opening', 'opened', 'midWord', 'endFrame', 'ending'] as const;

const Count = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

/** Moments that are counts: reached when the stream's own count reaches the number. */
export const COUNTED_MOMENTS = {
  /** Audio heard on this stream. */
  audioMs: Count,
  audioBytes: Count,
  /** Events sent on this stream: of any kind, with a partial result, with a final. */
  events: Count,
  partials: Count,
  finals: Count,
  /** Finals sent after the client's end frame. */
  lateFinals: Count,
} as const;

type CountedMoment = keyof typeof COUNTED_MOMENTS;
export type Progress = Readonly<Record<CountedMoment, number>>;

/** Exactly one member. */
export const Counted = Type.Object(
  Object.fromEntries(Object.entries(COUNTED_MOMENTS).map(([name, count]) => [name, Type.Optional(count)])),
  { additionalProperties: false, minProperties: 1, maxProperties: 1 },
);

/**
 * `opening` is before the response headers, `opened` between them and the first event, `midWord` after the first partial
 * result and before its final, `endFrame` when the client's end frame has come and no late final has gone, `ending` after
 * the last late final and before the end of the response.
 */
export type Moment = (typeof NAMED_MOMENTS)[number] | Partial<Record<CountedMoment, Static<typeof Count>>>;

export type StreamFact =
  | { readonly type: 'opening' | 'opened' | 'endFrame' | 'ending' }
  | { readonly type: 'audio'; readonly bytes: number; readonly ms: number }
  | { readonly type: 'event'; readonly hasPartial: boolean; readonly hasFinal: boolean };

/** The entries that wait for their moments on one stream. Each is due once. */
export class Agenda<T> {
  readonly #progress: Record<CountedMoment, number> = {
    audioMs: 0,
    audioBytes: 0,
    events: 0,
    partials: 0,
    finals: 0,
    lateFinals: 0,
  };
  #waiting: readonly { readonly at: Moment; readonly what: T }[];
  #hasEnded = false;

  constructor(waiting: readonly { readonly at: Moment; readonly what: T }[]) {
    this.#waiting = waiting;
  }

  /** The counts so far. */
  get progress(): Progress {
    return this.#progress;
  }

  /** @returns the entries that are due now, in the plan's order. */
  tell(fact: StreamFact): T[] {
    this.#count(fact);
    if (this.#waiting.length === 0) return [];
    const due = this.#waiting.filter(({ at }) => this.#isReached(at, fact));
    if (due.length > 0) this.#waiting = this.#waiting.filter((entry) => !due.includes(entry));
    return due.map(({ what }) => what);
  }

  #count(fact: StreamFact): void {
    const progress = this.#progress;
    if (fact.type === 'endFrame') this.#hasEnded = true;
    if (fact.type === 'audio') {
      progress.audioMs += fact.ms;
      progress.audioBytes += fact.bytes;
    }
    if (fact.type === 'event') {
      progress.events += 1;
      progress.partials += fact.hasPartial ? 1 : 0;
      progress.finals += fact.hasFinal ? 1 : 0;
      progress.lateFinals += fact.hasFinal && this.#hasEnded ? 1 : 0;
    }
  }

  #isReached(at: Moment, fact: StreamFact): boolean {
    if (at === 'midWord') return fact.type === 'event' && fact.hasPartial;
    if (typeof at === 'string') return fact.type === at;
    return Object.entries(at).every(([name, count]) => this.#progress[name as CountedMoment] >= count);
  }
}
