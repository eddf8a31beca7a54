/** When one segment came how far, by what this process itself has measured. Times, counts and the trace's id; no words. */
import type { SegmentAtListeners, SegmentOutcome, SegmentView } from '../../protocol/inside.ts';
import type { MonotonicMs } from '../../protocol/times.ts';
import { traceIdOf } from '../ports/tracing.ts';

/** Partials of one segment that were passed on. */
export interface Partials {
  count: number;
  readonly firstAt: MonotonicMs;
  lastAt: MonotonicMs;
}

export interface TimelineStart {
  readonly seq: number;
  readonly resultId: string;
  readonly segment: number;
  readonly traceparent: string;
  /** Undefined: it had none. */
  readonly partials: Partials | undefined;
  /** When the speaker had said each word, in order; empty when it is not known. */
  readonly wordsHeardAt: readonly MonotonicMs[];
  /** When its words were final. */
  readonly receivedAt: MonotonicMs;
  /** Unix time less the monotonic time, now. */
  readonly unixOffsetMs: number;
}

type Step = 'textAt' | 'speechAt' | 'lastSpeechAt' | 'soundAt' | 'lastSoundAt';
/** By language: one of those that are offered to listeners. */
type AtListeners = { [S in Step]?: MonotonicMs } & { played: number; skipped: number };

export class SegmentTimeline {
  readonly #start: TimelineStart;
  readonly #languages = new Map<string, AtListeners>();
  #settled: { readonly outcome: SegmentOutcome; readonly at: MonotonicMs } | undefined;

  constructor(start: TimelineStart) {
    this.#start = start;
  }

  isOf(resultId: string, segment: number): boolean {
    return this.#start.resultId === resultId && this.#start.segment === segment;
  }

  /** The pipeline has accepted it, or never will. */
  settled(outcome: SegmentOutcome, at: MonotonicMs): void {
    this.#settled ??= { outcome, at };
  }

  /** A message with its text and no speech has reached a listener's socket. */
  captioned(language: string, at: MonotonicMs): void {
    this.#in(language).textAt ??= at;
  }

  /** A message with a piece of its speech has reached a listener's socket. */
  spoken(language: string, at: MonotonicMs): void {
    const known = this.#in(language);
    known.speechAt ??= at;
    known.lastSpeechAt = at;
  }

  /** A listener has reported that it sounded from then to then. */
  played(language: string, fromAt: MonotonicMs, toAt: MonotonicMs): void {
    const known = this.#in(language);
    known.played += 1;
    known.soundAt = Math.min(known.soundAt ?? fromAt, fromAt);
    known.lastSoundAt = Math.max(known.lastSoundAt ?? toAt, toAt);
  }

  /** A listener has reported that it skipped the segment, being too far behind. */
  skipped(language: string): void {
    this.#in(language).skipped += 1;
  }

  toView(): SegmentView {
    const { partials, receivedAt, segment, seq, traceparent, unixOffsetMs, wordsHeardAt } = this.#start;
    // Of audio that came all at once, a later word may have been said earlier: by the receipt of its audio.
    const [first, last] = wordsHeardAt.length > 0 ? [Math.min(...wordsHeardAt), Math.max(...wordsHeardAt)] : [];
    const zero = Math.min(receivedAt, first ?? receivedAt, partials?.firstAt ?? receivedAt);
    const since = (at: MonotonicMs | undefined) => (at === undefined ? undefined : Math.round(at - zero));
    return {
      seq,
      segment,
      words: wordsHeardAt.length,
      traceId: traceIdOf(traceparent) ?? '',
      at: Math.round(zero + unixOffsetMs),
      ...known({ firstWordMs: since(first), lastWordMs: since(last) }),
      partials: partials?.count ?? 0,
      ...known({ firstPartialMs: since(partials?.firstAt), lastPartialMs: since(partials?.lastAt) }),
      finalMs: Math.round(receivedAt - zero),
      ...(this.#settled && { outcome: this.#settled.outcome, settledMs: Math.round(this.#settled.at - zero) }),
      languages: Object.fromEntries(
        [...this.#languages].map(([language, steps]): [string, SegmentAtListeners] => {
          const { played, skipped, textAt, speechAt, lastSpeechAt, soundAt, lastSoundAt } = steps;
          const delivered = { textMs: since(textAt), speechMs: since(speechAt), lastSpeechMs: since(lastSpeechAt) };
          const heard = { soundMs: since(soundAt), lastSoundMs: since(lastSoundAt) };
          return [language, { played, skipped, ...known({ ...delivered, ...heard }) }];
        }),
      ),
    };
  }

  #in(language: string): AtListeners {
    let known = this.#languages.get(language);
    if (known === undefined) {
      known = { played: 0, skipped: 0 };
      this.#languages.set(language, known);
    }
    return known;
  }
}

/** @returns the times that are known. */
function known<K extends string>(
  times: { readonly [name in K]: number | undefined },
): { readonly [name in K]?: number } {
  return Object.fromEntries(Object.entries(times).filter(([, ms]) => ms !== undefined)) as { [name in K]?: number };
}
