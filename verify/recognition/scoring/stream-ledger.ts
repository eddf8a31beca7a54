/** What one stream brought, kept as it comes: texts, lags, stable words. Its audio's times are known when it is over. Pure. */
import type { Result } from '@aws-sdk/client-transcribe-streaming';
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { PlacedRecording, Track } from '../speaking/track.ts';
import { StableWords } from './stable-words.ts';

interface Final {
  readonly text: string;
  /** Samples. */
  readonly start: number;
  readonly atMs: number;
}

/** A partial that goes further than the one before it. */
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
  /** From sending the newest audio that a partial covers to the partial; of partials that cover more than those before. */
  readonly partialMs: readonly number[];
  /** From sending a recording's last voiced sample to its last final. */
  readonly finalMs: readonly number[];
  /** The same lags, and when that sample was sent. */
  readonly answers: readonly Answer[];
  /** From sending a recording's first voiced sample to the first words. */
  readonly firstMs: readonly number[];
  /** Between two partials of one utterance. */
  readonly stepMs: readonly number[];
  /** Recordings to which no final came after their last voiced sample. */
  readonly unanswered: number;
}

type SentAt = (sample: number) => number | undefined;

export class StreamLedger {
  readonly stable = new StableWords();
  readonly #finals: Final[] = [];
  readonly #advances: Advance[] = [];
  readonly #steps: number[] = [];
  /** Of the utterance that is being heard. */
  #open: { readonly id: string | undefined; end: number; atMs: number } | undefined;

  take(results: readonly Result[], atMs: number): void {
    for (const result of results) {
      this.stable.take(result);
      const text = result.Alternatives?.[0]?.Transcript ?? '';
      if (result.IsPartial === true) this.#partial(result, text, atMs);
      else this.#final(result, text, atMs);
    }
  }

  /** All finals, in the order in which they came. */
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

  #final({ StartTime }: Result, text: string, atMs: number): void {
    this.#open = undefined;
    if (text === '') return;
    this.#finals.push({ text, start: sampleAt(StartTime), atMs });
  }

  /** The last final that began before the recording's end and came after it was sent. */
  #answer({ lastVoiced }: PlacedRecording, sentAt: SentAt): Answer[] {
    const sentMs = sentAt(lastVoiced);
    if (sentMs === undefined) return [];
    const final = this.#finals.findLast(({ start, atMs }) => start < lastVoiced && atMs >= sentMs);
    return final === undefined ? [] : [{ sentMs, lagMs: final.atMs - sentMs }];
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
