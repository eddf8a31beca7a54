/** Collects the results of one stream: texts, lags, stable words. Lags are computed after the stream. Pure. */
import type { Result } from '@aws-sdk/client-transcribe-streaming';
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { PlacedRecording, Track } from '../speaking/track.ts';
import { StableWords } from './stable-words.ts';

interface Final {
  readonly text: string;
  /** Positions in samples. */
  readonly start: number;
  readonly end: number;
  readonly atMs: number;
}

/**
 * Of people's recordings the last 1,200 to 4,400 samples are breath: voiced by their level, but a pause to a recogniser, whose
 * final may come before they are all sent.
 */
const BREATH_SAMPLES = 0.4 * SAMPLE_RATE_HZ;

/** A partial that covers more audio than the previous one. */
interface Advance {
  /** The newest sample it covers. */
  readonly end: number;
  readonly atMs: number;
}

interface Answer {
  readonly sentMs: number;
  readonly lagMs: number;
}

export interface StreamLags {
  /** Times from sending the newest audio that a partial covers to the partial. Only partials that cover more than earlier ones. */
  readonly partialMs: readonly number[];
  /** Times from sending a recording's last voiced sample to its last final; 0 for a final that came before. */
  readonly finalMs: readonly number[];
  /** The same times, with the time at which that sample was sent. */
  readonly answers: readonly Answer[];
  /** Times from sending a recording's first voiced sample to the first words. */
  readonly firstMs: readonly number[];
  /** Times between two partials of an utterance. */
  readonly stepMs: readonly number[];
  /** Recordings without a final of their end. */
  readonly unanswered: number;
}

type SentAt = (sample: number) => number | undefined;

export class StreamLedger {
  readonly stable = new StableWords();
  readonly #finals: Final[] = [];
  readonly #advances: Advance[] = [];
  readonly #steps: number[] = [];
  /** The newest partial of the open utterance. */
  #open: { readonly id: string | undefined; end: number; atMs: number } | undefined;

  take(results: readonly Result[], atMs: number): void {
    for (const result of results) {
      this.stable.take(result);
      const text = result.Alternatives?.[0]?.Transcript ?? '';
      if (result.IsPartial === true) this.#partial(result, text, atMs);
      else this.#final(result, text, atMs);
    }
  }

  /** Text of all finals, in the order of arrival. */
  get text(): string {
    return this.#finals.map(({ text }) => text).join(' ');
  }

  lags(track: Track, sentAt: SentAt): StreamLags {
    const partialMs = this.#advances.flatMap(({ end, atMs }) => since(sentAt(end - 1), atMs));
    const answers = track.placed.flatMap((placed) => this.#answer(placed, sentAt));
    return {
      partialMs,
      finalMs: answers.map(({ lagMs }) => lagMs),
      answers,
      firstMs: track.placed.flatMap((placed) => this.#firstLag(placed, sentAt)),
      stepMs: this.#steps,
      unanswered: track.placed.length - answers.length,
    };
  }

  #partial({ ResultId: id, EndTime }: Result, text: string, atMs: number): void {
    const end = sampleAt(EndTime);
    const open = this.#open?.id === id ? this.#open : undefined;
    if (text === '' || (open !== undefined && end <= open.end)) return;
    this.#advances.push({ end, atMs });
    if (open !== undefined) this.#steps.push(atMs - open.atMs);
    this.#open = { id, end, atMs };
  }

  #final({ StartTime, EndTime }: Result, text: string, atMs: number): void {
    this.#open = undefined;
    if (text === '') return;
    this.#finals.push({ text, start: sampleAt(StartTime), end: sampleAt(EndTime), atMs });
  }

  /** The last final that began before the recording's end, and came after it was sent or goes to its end. */
  #answer({ lastVoiced }: PlacedRecording, sentAt: SentAt): Answer[] {
    const sentMs = sentAt(lastVoiced);
    if (sentMs === undefined) return [];
    const final = this.#finals.findLast(
      ({ start, end, atMs }) => start < lastVoiced && (atMs >= sentMs || end > lastVoiced - BREATH_SAMPLES),
    );
    return final === undefined ? [] : [{ sentMs, lagMs: Math.max(0, final.atMs - sentMs) }];
  }

  #firstLag({ firstVoiced, lastVoiced }: PlacedRecording, sentAt: SentAt): number[] {
    const first = this.#advances.find(({ end }) => end > firstVoiced && end <= lastVoiced);
    return first === undefined ? [] : since(sentAt(firstVoiced), first.atMs);
  }
}

function since(sentMs: number | undefined, atMs: number): number[] {
  return sentMs === undefined ? [] : [atMs - sentMs];
}

const sampleAt = (seconds: number | undefined) => Math.round((seconds ?? 0) * SAMPLE_RATE_HZ);
