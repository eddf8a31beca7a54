/**
 * Out: makes the session's transcripts from the service's results. Times are on the session clock, each part of the speech
 * appears once, and results that are not stable enough are left out. Keeps no transcript and passes none on.
 */
import { BoundedMap } from '../../audio/bounded-map.ts';
import type { StreamTimeline } from '../../audio/stream-timeline.ts';
import type { TranscriptionResult } from '../ports/transcription.ts';
import { isStableEnough, stabilityOf } from './stability.ts';
import type { Transcript } from './transcript.ts';
import type { UtteranceTracer } from './utterance-tracer.ts';

export interface TranscriptsDeps {
  /** Told of every new result with words, before the audio that it covers is released. */
  readonly tracer: Pick<UtteranceTracer, 'transcriptHeard'>;
  /** A final covers the session's audio up to here (samples on the session clock). */
  readonly onCovered: (sample: number) => void;
}

/** A final that ends this close to the last one is a repetition of it: services round times to 10 ms. */
const SAME_END_MS = 10;
/** Results whose revisions are counted; far more than are ever open at a time. */
const MAX_OPEN_RESULTS = 64;

export class Transcripts {
  readonly #deps: TranscriptsDeps;
  readonly #revisions = new BoundedMap<string, number>(MAX_OPEN_RESULTS);
  #coveredMs = 0;

  constructor(deps: TranscriptsDeps) {
    this.#deps = deps;
  }

  /**
   * @param timeline The time of the stream that the result came from.
   * @returns undefined when there is nothing to pass on: it is a repetition, has no words, or is not stable enough.
   */
  accept(result: TranscriptionResult, timeline: StreamTimeline): Transcript | undefined {
    const startTimeMs = timeline.toSessionMs(result.startMs);
    const endTimeMs = timeline.toSessionMs(result.endMs);
    // Replayed audio that already has a final: another transcript would repeat the words.
    if (this.#coveredMs > 0 && endTimeMs <= this.#coveredMs + SAME_END_MS) return undefined;
    const { isPartial, resultId, text } = result;
    const stabilityScore = stabilityOf(result);
    const revision = this.#revise(result);
    const endSample = timeline.toSessionSample(result.endMs);
    const transcript =
      text.trim() === ''
        ? undefined
        : this.#deps.tracer.transcriptHeard(
            { resultId, revision, isPartial, stabilityScore, text, startTimeMs, endTimeMs },
            timeline.toSessionSample(result.startMs),
            endSample,
          );
    if (!isPartial) {
      this.#coveredMs = endTimeMs;
      this.#deps.onCovered(endSample);
    }
    if (transcript === undefined || isStableEnough(result, stabilityScore)) return transcript;
    transcript.span?.end(transcript.receivedAt, { 'transcript.outcome': 'unstable' });
    return undefined;
  }

  #revise({ resultId, isPartial }: TranscriptionResult): number {
    const revision = this.#revisions.get(resultId) ?? 0;
    if (isPartial) this.#revisions.set(resultId, revision + 1);
    else this.#revisions.delete(resultId);
    return revision;
  }
}
